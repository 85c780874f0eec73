import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { newClient } from '../src/local-tenant/client-defaults.ts';
import { serveTenant } from '../src/local-tenant/index.ts';
import { readState, writeState } from '../src/local-tenant/state-file.ts';
import { findPulumi } from '../src/engine/pulumi-cli.ts';

/** One thing that was measured. */
export interface DriftMeasurement {
  readonly name: string;
  /** The median of the runs. */
  readonly medianMs: number;
  /** By how much it is slower than `drift` on the same tenant. */
  readonly ratio: number;
}

const repository = resolve(import.meta.dirname, '..');
const command = join(repository, 'bin/omnichat-auth0.js');
const run = promisify(execFile);
const runs = 5;

/**
 * Whole-process times of `drift` on a tenant that is being served, side by side with a start of Node that loads nothing,
 * with 10,000 applications more, and, where the Pulumi CLI is there, with its own two ways to look for drift.
 */
export async function measureDrift(): Promise<readonly DriftMeasurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'omnichat-auth0-bench-'));
  try {
    const directory = join(folder, '.local-tenant');
    const { domain } = await freshProject(folder, directory);
    await cli(folder, 'up');
    const small = await whileServed({ directory, domain }, () => median(() => cli(folder, 'drift')));
    const bare = await median(() => run(process.execPath, ['-e', '0']));
    await addApplications(directory, 10_000);
    const large = await whileServed({ directory, domain }, () => median(() => cli(folder, 'drift')));
    return [
      { name: 'node, loading nothing', medianMs: bare, ratio: bare / small },
      { name: 'drift', medianMs: small, ratio: 1 },
      { name: 'drift with 10,000 applications', medianMs: large, ratio: large / small },
      ...(await pulumiMeasurements(folder)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pulumiMeasurements(folder: string): Promise<readonly DriftMeasurement[]> {
  const isThere = await findPulumi(process.env).then(
    () => true,
    () => false,
  );
  if (!isThere) return [];
  const directory = join(folder, '.local-tenant');
  await cli(folder, 'tenant', 'reset');
  await cli(folder, 'up', '--engine', 'pulumi', '--no-input');
  const { domain } = await readDomain(directory);
  return whileServed({ directory, domain }, async () => {
    const drift = await median(() => cli(folder, 'drift'));
    const ways = [
      ['refresh', '--preview-only', '--expect-no-changes'],
      ['preview', '--refresh', '--expect-no-changes'],
    ];
    const measured: DriftMeasurement[] = [];
    for (const words of ways) {
      const medianMs = await median(() =>
        cli(folder, 'tenant', 'exec', '--', 'pulumi', ...words, '--stack', 'local', '--non-interactive'),
      );
      measured.push({ name: `pulumi ${words.join(' ')}`, medianMs, ratio: medianMs / drift });
    }
    return measured;
  });
}

/** A project with this repository's program and a tenant on a port of its own. */
async function freshProject(folder: string, directory: string): Promise<{ readonly domain: string }> {
  const tenant = await serveTenant({ directory, domain: 'localhost:0' });
  await tenant.close();
  const { domain } = tenant;
  for (const name of ['infra', 'node_modules', 'package.json']) {
    await symlink(join(repository, name), join(folder, name));
  }
  await writeFile(
    join(folder, 'Pulumi.yaml'),
    'name: omnichat-auth0\nmain: infra/index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: "--import tsx"\n',
  );
  await writeFile(join(folder, 'Pulumi.local.yaml'), `config:\n  auth0:domain: ${domain}\n`);
  return { domain };
}

async function readDomain(directory: string): Promise<{ readonly domain: string }> {
  const state = await readState(directory);
  if (state === undefined) throw new Error(`there is no tenant in ${directory}`);
  return state.documents.identity;
}

/** Straight into the saved state: by the API each one would be saved for itself. */
async function addApplications(directory: string, count: number): Promise<void> {
  const state = await readState(directory);
  if (state === undefined) throw new Error(`there is no tenant in ${directory}`);
  const registrants = Array.from({ length: count }, () =>
    newClient({
      name: 'ChatGPT',
      is_first_party: false,
      token_endpoint_auth_method: 'none',
      callbacks: ['https://chatgpt.com/connector/oauth/abc'],
    }),
  );
  await writeState(directory, { ...state, clients: [...state.clients, ...registrants] });
}

async function whileServed<Result>(
  where: { readonly directory: string; readonly domain: string },
  measure: () => Promise<Result>,
): Promise<Result> {
  const tenant = await serveTenant(where);
  try {
    return await measure();
  } finally {
    await tenant.close();
  }
}

const cli = (folder: string, ...words: readonly string[]) =>
  run(process.execPath, [command, ...words], { cwd: folder, maxBuffer: 1 << 26 });

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let each = 0; each < runs; each += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}
