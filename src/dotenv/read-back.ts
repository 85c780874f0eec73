import { DotenvError } from './error.ts';
import { readers } from './readers.ts';
import type { Variable } from './variables.ts';

/**
 * Holds the edited text of a `.env` against what it should say: every reader gets each of our variables exactly, and
 * all others as before.
 *
 * @throws {DotenvError} `DOTENV_READ_BACK_FAILED`, naming the reader and the variable
 */
export function checkReadBack(
  path: string,
  before: string,
  after: string,
  variables: readonly Variable[],
): void {
  const ours = new Set(variables.map(({ name }) => name));
  for (const { name: reader, read } of readers) {
    const [was, is] = [read(before), read(after)];
    const wrong = variables.find(({ name, value }) => is[name] !== value);
    if (wrong !== undefined) throw readBackFailed(path, reader, wrong.name);
    const foreign = Object.keys({ ...was, ...is }).filter((name) => isName(name) && !ours.has(name));
    // A foreign name is not quoted: it can be a line of a secret that the file holds in a broken way.
    if (foreign.some((name) => is[name] !== was[name]))
      throw readBackFailed(path, reader, 'another variable');
  }
}

/** Node reads a comment at the very end of a file, or a line without `=`, as part of a name. */
function isName(name: string): boolean {
  return /^[\w.-]+$/.test(name);
}

function readBackFailed(path: string, reader: string, what: string): DotenvError {
  return new DotenvError(
    'DOTENV_READ_BACK_FAILED',
    `${path} would not give ${what} back to ${reader}, so it stays as it was. ` +
      "Look for a quote that is not closed, a line without '=', or an empty value with a space after '=', and mend it.",
  );
}
