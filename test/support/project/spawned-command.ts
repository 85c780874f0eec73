import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { CommandResult } from './command-line.ts';
import { inProject } from './printed-command.ts';

/** The command line as people start it. */
export const bin = resolve(import.meta.dirname, '../../../bin/omnichat-auth0.js');

/** A command line that runs in a process of its own, which ends with the test at the latest. */
export interface SpawnedCommand {
  readonly process: ChildProcess;
  /** Waits until standard output has a line like this, and answers it. */
  line(pattern: RegExp): Promise<string>;
  /** The same of standard error. */
  said(pattern: RegExp): Promise<string>;
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
    input,
    project,
  }: {
    readonly environment?: NodeJS.ProcessEnv;
    readonly directory?: string;
    readonly file?: string;
    /** What standard input holds. @default nothing */
    readonly input?: string;
    /** The project that printed commands are for: they are read without it. */
    readonly project?: string;
  } = {},
): SpawnedCommand {
  const child = spawn(process.execPath, [file, ...words], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(directory !== undefined && { cwd: directory }),
  });
  child.stdin.end(input);
  const read = (text: string) => (project === undefined ? text : inProject(project, text));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = read(stdout + text)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = read(stderr + text)));
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  const lineOf = (text: () => string, pattern: RegExp) =>
    vi.waitFor(
      () => {
        const found = text()
          .split('\n')
          .find((line) => pattern.test(line));
        if (found !== undefined) return found;
        throw new Error(`No line like ${String(pattern)} in:\n${stdout}\n${stderr}`);
      },
      { timeout: 50_000 },
    );
  return {
    process: child,
    line: (pattern) => lineOf(() => stdout, pattern),
    said: (pattern) => lineOf(() => stderr, pattern),
    end: async () => {
      const [exitCode, signal] = await closed;
      return { exitCode, signal, stdout, stderr };
    },
  };
}
