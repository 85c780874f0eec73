import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'dotenv';
import { expect, test } from 'vitest';
import { type LocalProject, localProject } from '../support/project/local-project.ts';
import type { SpawnedCommand } from '../support/project/spawned-command.ts';
import type { Random } from './random.ts';
import { type Counts, rounds } from './rounds.ts';

const commands = ['up', 'env', 'start', 'destroy --no-input', 'tenant reset --yes', 'tenant serve'] as const;
/** Half of them, since a process can do nothing about the first. */
const signals = ['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGINT'] as const;

/** What the README promises, and what a machine that does other things meanwhile needs besides. */
const windUpMs = 2_000 + 1_000;

test('kills', () => rounds('kills', killAndMend));

/** Kills commands at random moments, and looks whether the next ones find all as it should be. */
async function killAndMend(random: Random, counts: Counts): Promise<void> {
  const project = await localProject();
  if (random.chance(0.7)) await mustEndWell(project, 'up');
  const isServed = random.chance(0.3);
  const served = isServed ? project.spawn('tenant', 'serve') : undefined;
  let wasKilled = false;
  const kills = 2 + random.below(4);
  for (let kill = 0; kill < kills; kill += 1) {
    const beside = random.chance(0.25) ? [random.pick(commands)] : [];
    const running = [random.pick(commands), ...beside].map((line) => ({
      line,
      command: project.spawn(...line.split(' ')),
    }));
    await delay(random.next() ** 2 * 4_000);
    for (const { line, command } of running) {
      const signal = random.pick(signals);
      wasKilled ||= signal === 'SIGKILL';
      await killOne(line, command, signal, counts);
    }
    await dotenvIsWhole(project);
  }
  if (served !== undefined) await killOne('tenant serve', served, random.pick(signals), counts);

  await mustEndWell(project, 'up');
  await mustEndWell(project, 'env');
  await mustEndWell(project, 'env', '--check');
  await mustEndWell(project, 'verify');
  // A verification that was killed removes nothing any more.
  const names = (await applicationNames(project)).filter((name) => !wasKilled || name !== registered);
  expect(names).toEqual(applications);
  expect(await leftOver(project.directory)).toEqual([]);
}

async function killOne(
  line: string,
  command: SpawnedCommand,
  signal: (typeof signals)[number],
  counts: Counts,
): Promise<void> {
  const { process: child } = command;
  const wasRunning = child.exitCode === null && child.signalCode === null;
  const startedMs = performance.now();
  child.kill(signal);
  const { exitCode, stderr } = await command.end();
  if (!wasRunning) {
    counts.add('ended before their kill');
    return;
  }
  counts.add(signal);
  expect(stderr, `${line} after ${signal}`).not.toMatch(/^ {4}at /m);
  if (signal === 'SIGKILL') return;
  const tookMs = Math.round(performance.now() - startedMs);
  counts.most('ms at most to end after a signal', tookMs);
  expect(tookMs, `${line} after ${signal}`).toBeLessThan(windUpMs);
  // A signal may come before the command has begun to listen, and when all was done.
  if (exitCode !== null) expect([0, 1, 130], `${line} after ${signal}: ${stderr}`).toContain(exitCode);
}

async function mustEndWell(project: LocalProject, ...words: string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await project.run(...words);
  expect(exitCode, `${words.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`).toBe(0);
}

/** A `.env` that is there has all variables, whoever was killed while it was written. */
async function dotenvIsWhole({ directory }: LocalProject): Promise<void> {
  const file = join(directory, '.env');
  if (!existsSync(file)) return;
  const { OAUTH_CLIENT_SECRET, OAUTH_TOKEN_ENDPOINT } = parse(await readFile(file));
  expect([OAUTH_CLIENT_SECRET, OAUTH_TOKEN_ENDPOINT]).toEqual([expect.any(String), expect.any(String)]);
}

/** What verification registers, and removes again. */
const registered = 'ChatGPT Integration';

const applications = ['All Applications', 'Deployer', 'OmniChat OAuth 2.1', 'OmniChat Registrar'];

async function applicationNames({ tenantDirectory }: LocalProject): Promise<readonly string[]> {
  const state = JSON.parse(await readFile(join(tenantDirectory, 'state.json'), 'utf8')) as {
    readonly clients: readonly { readonly name: string }[];
  };
  return state.clients.map(({ name }) => name).toSorted();
}

/** What no command leaves, however the ones before it ended. */
async function leftOver(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries.filter((entry) => /\.(lock|tmp)$/.test(entry));
}
