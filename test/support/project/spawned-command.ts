import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CommandResult, RunningCommand } from './command-line.ts';
import { Printed } from './printed.ts';

/** The command line as people start it. */
export const bin = resolve(import.meta.dirname, '../../../bin/omnichat-auth0.js');

/** A command line that runs in a process of its own, which ends with the test at the latest. */
export interface SpawnedCommand extends Pick<RunningCommand, 'line' | 'said'> {
  readonly process: ChildProcess;
  /** Waits for its end; `signal` is the one that ended it. */
  end(): Promise<Omit<CommandResult, 'exitCode'> & Ended>;
}

interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Starts a command line, by default with this process's environment and in its folder. */
export function spawnCommand(
  words: readonly string[],
  {
    environment = process.env,
    directory,
    file = bin,
    before,
    input,
    project,
  }: {
    readonly environment?: NodeJS.ProcessEnv;
    readonly directory?: string;
    readonly file?: string;
    /** What Bash does before, such as to limit what the process may. @default nothing, without Bash */
    readonly before?: string;
    /** What standard input holds. @default nothing */
    readonly input?: string;
    /** The project that printed commands are for: they are read without it. */
    readonly project?: string;
  } = {},
): SpawnedCommand {
  const line = [process.execPath, file, ...words];
  const [program = '', ...args] =
    before === undefined ? line : ['bash', '-c', `${before}; exec "$@"`, '-', ...line];
  const child = spawn(program, args, {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(directory !== undefined && { cwd: directory }),
  });
  child.stdin.end(input);
  const printed = new Printed(project);
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.add('stdout', text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => printed.add('stderr', text));
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  void closed.then(() => printed.end());
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  return {
    process: child,
    line: (pattern) => printed.line('stdout', pattern),
    said: (pattern) => printed.line('stderr', pattern),
    end: async () => {
      const [exitCode, signal] = await closed;
      return { exitCode, signal, ...printed.texts };
    },
  };
}
