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
    interrupted = new AbortController().signal,
  }: { environment?: NodeJS.ProcessEnv; interrupted?: AbortSignal } = {},
): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCommand(words, {
    environment,
    interrupted,
    terminal: {
      result: (text) => (stdout += `${text}\n`),
      progress: (text) => (stderr += `${text}\n`),
      style: (_, text) => text,
      progressStyle: (_, text) => text,
    },
  });
  return { exitCode, stdout, stderr };
}
