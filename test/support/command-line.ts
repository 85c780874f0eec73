import { runCommand } from '../../src/cli/main.ts';

/** What one command line did. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process, without colours. */
export async function commandLine(
  words: readonly string[],
  {
    environment = {},
    interrupted,
    answers,
  }: {
    environment?: NodeJS.ProcessEnv;
    interrupted?: AbortSignal;
    /** What a person at the terminal answers, question by question. @default nobody is there */
    answers?: readonly string[];
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
        return Promise.resolve(left.shift() ?? '');
      },
    }),
    terminal: {
      result: (text) => (stdout += `${text}\n`),
      progress: (text) => (stderr += `${text}\n`),
      style: (_, text) => text,
      progressStyle: (_, text) => text,
    },
  });
  return { exitCode, stdout, stderr };
}
