import { runCommand } from '../../../src/cli/main.ts';
import { Printed } from './printed.ts';

/** What one command line did. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is answered, or what happens before somebody answers. */
export type Answer = string | (() => Promise<string>);

/** A command line that runs in this process, such as a server until it is interrupted. */
export interface RunningCommand {
  /** Waits until standard output has a line like this, and answers it. */
  line(pattern: RegExp): Promise<string>;
  /** The same of standard error. */
  said(pattern: RegExp): Promise<string>;
  /** Interrupts it as this signal does, by default one that a server ends well on. */
  interrupt(signal?: 'SIGINT' | 'SIGTERM'): void;
  /** Waits for its end. */
  end(): Promise<CommandResult>;
}

interface CommandLineOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly interrupted?: AbortSignal;
  /** What a person at the terminal answers, question by question. @default nobody is there */
  readonly answers?: readonly Answer[];
  /** The project that printed commands are for: they are read without it. */
  readonly project?: string;
}

/** Begins one command line in this process, without colours. */
export function beginCommandLine(
  words: readonly string[],
  { environment = {}, interrupted, answers, project }: CommandLineOptions = {},
): RunningCommand {
  const interruption = new AbortController();
  const printed = new Printed(project);
  const left = [...(answers ?? [])];
  const exit = runCommand(words, {
    environment,
    interrupted: AbortSignal.any([interruption.signal, ...(interrupted === undefined ? [] : [interrupted])]),
    interrupt: (reason) => interruption.abort(reason),
    ...(answers !== undefined && {
      ask: (question: string) => {
        printed.add('stderr', `${question}\n`);
        const answer = left.shift() ?? '';
        return Promise.resolve(typeof answer === 'string' ? answer : answer());
      },
    }),
    terminal: {
      result: (text) => printed.add('stdout', `${text}\n`),
      verbatim: (text) => printed.add('stdout', `${text}\n`),
      progress: (text) => printed.add('stderr', `${text}\n`),
      style: (_, text) => text,
      progressStyle: (_, text) => text,
    },
  }).finally(() => printed.end());
  return {
    line: (pattern) => printed.line('stdout', pattern),
    said: (pattern) => printed.line('stderr', pattern),
    interrupt: (signal = 'SIGTERM') => interruption.abort(signal),
    end: async () => ({ exitCode: await exit, ...printed.texts }),
  };
}

/** Runs one command line in this process, without colours. */
export const commandLine = (
  words: readonly string[],
  options: CommandLineOptions = {},
): Promise<CommandResult> => beginCommandLine(words, options).end();
