import { runCommand } from '../../../src/cli/main.ts';

/** What one command line did. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is answered, or what happens before somebody answers. */
export type Answer = string | (() => Promise<string>);

/** Runs one command line in this process, without colours. */
export async function commandLine(
  words: readonly string[],
  {
    environment = {},
    interrupted,
    interruptedAt,
    answers,
  }: {
    environment?: NodeJS.ProcessEnv;
    interrupted?: AbortSignal;
    /** Interrupted as soon as it says this, as by SIGTERM. */
    interruptedAt?: string;
    /** What a person at the terminal answers, question by question. @default nobody is there */
    answers?: readonly Answer[];
  } = {},
): Promise<CommandResult> {
  const interruption = new AbortController();
  interrupted?.addEventListener('abort', () => interruption.abort(interrupted.reason));
  if (interrupted?.aborted) interruption.abort(interrupted.reason);
  let stdout = '';
  let stderr = '';
  const left = [...(answers ?? [])];
  const exitCode = await runCommand(words, {
    environment,
    interrupted: interruption.signal,
    interrupt: (reason) => interruption.abort(reason),
    ...(answers !== undefined && {
      ask: (question: string) => {
        stderr += `${question}\n`;
        const answer = left.shift() ?? '';
        return Promise.resolve(typeof answer === 'string' ? answer : answer());
      },
    }),
    terminal: {
      result: (text) => (stdout += `${text}\n`),
      verbatim: (text) => (stdout += `${text}\n`),
      progress: (text) => {
        stderr += `${text}\n`;
        if (interruptedAt !== undefined && text.includes(interruptedAt)) interruption.abort('SIGTERM');
      },
      style: (_, text) => text,
      progressStyle: (_, text) => text,
    },
  });
  return { exitCode, stdout, stderr };
}
