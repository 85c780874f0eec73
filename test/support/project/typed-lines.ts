import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';

const repository = resolve(import.meta.dirname, '../../..');

/**
 * What a clone of this repository holds after `npm ci`, uncommitted changes included, with its local tenant on a free port.
 *
 * @param settings lines for the file of the local stack
 */
export async function clone(settings: readonly string[] = []): Promise<string> {
  const folder = await temporaryFolder();
  const copy = `git ls-files --cached --others --exclude-standard --deduplicate -z |
    tar --null --files-from - --format pax -cf - dist | tar -xf - -C "$0"`;
  // With their times to the nanosecond, by which the command line knows what it was compiled from.
  execFileSync('sh', ['-euc', copy, folder], { cwd: repository });
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  const stack = join(folder, 'Pulumi.local.yaml');
  const written = await readFile(stack, 'utf8');
  const moved = written.replace('localhost:4443', `localhost:${await freePort()}`);
  await writeFile(stack, [moved, ...settings.map((line) => `  ${line}\n`)].join(''));
  return folder;
}

/** A line that was typed into a shell; it ends with the test at the latest. */
export interface TypedLine {
  /** What it printed so far. */
  output(): string;
  /** Waits for its end. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly output: string }>;
}

/** Types a line into a shell in a folder. */
export function type(folder: string, line: string, environment: NodeJS.ProcessEnv = {}): TypedLine {
  const { OMNICHAT_TENANT_DIR: _directory, FORCE_COLOR: _color, VITEST: _runner, ...env } = process.env;
  const child = spawn('sh', ['-euc', line], {
    cwd: folder,
    env: { ...env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what the shell started ends with it.
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const closed = once(child, 'close') as Promise<[number | null]>;
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGTERM');
    await closed;
  });
  return { output: () => output, ended: closed.then(([exitCode]) => ({ exitCode, output })) };
}

/** Types a line, and waits for its end. */
export const typed = (folder: string, line: string) => type(folder, line).ended;
