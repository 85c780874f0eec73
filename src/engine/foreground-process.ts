import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

/** A program to run in this process's place. */
export interface ForegroundProgram {
  /** A path, or a name on the environment's `PATH`. */
  readonly program: string;
  readonly words: readonly string[];
  /** @default this process's own */
  readonly directory?: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Aborted by a signal to this process, with the signal's name as its reason, or by whoever gives up. */
  readonly interrupted: AbortSignal;
}

/**
 * Runs a program with this process's input and output, and waits for it, interrupted or not: it may have a lock to release.
 * An interruption reaches it exactly once, because a second one makes many programs, Pulumi among them, leave without that; and
 * whatever it started, as from a terminal: npm and shells pass on none, or not to the end.
 *
 * @returns its exit code, or 128 and the signal's number when a signal ended it, as a shell says it
 * @throws the error of `spawn` (`ENOENT`, `EACCES`) when it cannot be started
 */
export async function runInForeground({
  program,
  words,
  directory,
  environment,
  interrupted,
}: ForegroundProgram): Promise<number> {
  // A terminal gives SIGINT to every process in its foreground: either it reaches the program, or we do.
  const atTerminal = process.stdin.isTTY;
  const child = spawn(program, words, {
    ...(directory !== undefined && { cwd: directory }),
    env: environment,
    stdio: 'inherit',
    detached: !atTerminal,
  });
  const pass = () => {
    const signal = interrupted.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    if (!atTerminal) signalGroup(child, signal);
    else if (signal !== 'SIGINT') child.kill(signal);
  };
  interrupted.addEventListener('abort', pass, { once: true });
  // However often somebody presses Ctrl-C, what the program works with must outlive it.
  const outlive = () => undefined;
  process.on('SIGINT', outlive).on('SIGTERM', outlive);
  try {
    if (interrupted.aborted) pass();
    const [exitCode, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return exitCode ?? 128 + constants.signals[signal as NodeJS.Signals];
  } finally {
    interrupted.removeEventListener('abort', pass);
    process.off('SIGINT', outlive).off('SIGTERM', outlive);
  }
}

/** Reaches the group that a detached program leads; nobody where it has ended, or could not be started. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
