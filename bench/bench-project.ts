import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { serveTenant } from '../src/local-tenant/index.ts';

/** A project with this repository's program and a tenant on a port of its own. */
export interface BenchProject {
  readonly folder: string;
  readonly tenantDirectory: string;
  readonly domain: string;
  /** Runs a command line in a process of its own. */
  readonly cli: (...words: readonly string[]) => Promise<unknown>;
}

const run = promisify(execFile);
/** Where this repository lies. */
export const repository = resolve(import.meta.dirname, '..');

/** The file that people start. */
export const bin = join(repository, 'bin', 'omnichat-auth0.js');

/** Runs a program in a folder and waits for its end. */
export const runIn = (folder: string, program: string, ...words: readonly string[]) =>
  run(program, words, { cwd: folder, maxBuffer: 1 << 26 });

/** Measures in such a project, whose tenant has its keys and nothing else, and removes it. */
export async function withProject<Result>(use: (project: BenchProject) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'omnichat-auth0-bench-'));
  try {
    const tenantDirectory = join(folder, '.local-tenant');
    const tenant = await serveTenant({ directory: tenantDirectory, domain: 'localhost:0' });
    await tenant.close();
    for (const name of ['bin', 'infra', 'node_modules', 'package.json', 'Pulumi.yaml']) {
      await symlink(join(repository, name), join(folder, name));
    }
    const { domain } = tenant;
    await writeFile(join(folder, 'Pulumi.local.yaml'), `config:\n  auth0:domain: ${domain}\n`);
    const cli = (...words: readonly string[]) => runIn(folder, process.execPath, bin, ...words);
    return await use({ folder, tenantDirectory, domain, cli });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Measures while the project's tenant is served by this process. */
export async function whileServed<Result>(
  { tenantDirectory, domain }: BenchProject,
  measure: () => Promise<Result>,
): Promise<Result> {
  const tenant = await serveTenant({ directory: tenantDirectory, domain });
  try {
    return await measure();
  } finally {
    await tenant.close();
  }
}
