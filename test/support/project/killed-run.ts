import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LocalProject } from './local-project.ts';

const program = fileURLToPath(new URL('killed-command.js', import.meta.url));

/** Runs a command line in a project, kills it before its `count`-th file is replaced, and answers its exit code: null where it was killed. */
export async function killedRun(
  { directory }: LocalProject,
  count: number,
  ...words: readonly string[]
): Promise<number | null> {
  const line = [program, String(count), '-C', directory, ...words];
  const child = spawn(process.execPath, line, { stdio: 'ignore' });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  return exitCode;
}
