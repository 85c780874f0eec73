import { createInterface } from 'node:readline/promises';
import { wrapWords } from '../text/wrap-words.ts';
import { CliError, DeclinedError, exitCodes } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';
import { columnsOf } from './terminal.ts';

/** Asks at this process's terminal. Ctrl-C ends the question as it ends everything else. */
export function askAtTerminal(interrupted: AbortSignal): (question: string) => Promise<string> {
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    // While it asks, the terminal gives Ctrl-C to it and to nobody else.
    terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    try {
      const fitting = wrapWords(question, columnsOf(process.stderr));
      return (await terminal.question(`${fitting} `, { signal: interrupted })).trim();
    } finally {
      terminal.close();
    }
  };
}

/** Whether a person agrees; undefined where there is nobody to be asked. */
export async function agreed(
  question: string,
  { ask }: Pick<Invocation, 'ask'>,
): Promise<boolean | undefined> {
  return ask === undefined ? undefined : /^y(es)?$/i.test(await ask(`${question} [y/N]`));
}

/**
 * Has a person agree before anything is changed.
 *
 * @param unasked what is to be said where nobody can be asked, with the option that says it instead
 * @throws {DeclinedError} when the person does not agree
 * @throws {CliError} where nobody can be asked, which is wrong usage
 */
export async function agree(
  question: string,
  { unasked }: { readonly unasked: string },
  invocation: Pick<Invocation, 'ask'>,
): Promise<void> {
  const answer = await agreed(question, invocation);
  if (answer === undefined)
    throw new CliError(`Nothing was changed. ${unasked}`, { exitCode: exitCodes.usage });
  if (!answer) throw new DeclinedError('Nothing was changed.');
}
