import { replaceFile } from '../files/replace-file.ts';
import { editDotenv } from './edit.ts';
import { DotenvError } from './error.ts';
import { readDotenvFile } from './file.ts';
import { refuseUnlessIgnored } from './git.ts';
import { checkReadBack } from './read-back.ts';
import { type DotenvReading, dotenvReading } from './readers.ts';
import type { Variable } from './variables.ts';

/** What a `.env` was turned into. Names only: no value leaves the file. */
export interface WrittenDotenv {
  /** The file that holds the variables: the target, where the path given was a symbolic link. */
  readonly path: string;
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** The variables that were added, changed or removed. */
  readonly changed: readonly string[];
  /** Those that stand for a value in a secret manager, and stayed. */
  readonly kept: readonly string[];
}

/**
 * Sets variables in a `.env`: see {@link editDotenv} for what stays as it is, and {@link replaceFile} for how the file changes
 * hands. The result is at most 0600; a stricter mode stays. A file that is up to date and private is not touched.
 *
 * @param variablesOf asked once the file is known to be a fit place for secrets
 * @param isKept which variables stay as they are, beside whatever else is in the file
 * @throws {DotenvError}
 */
export async function setVariables(
  path: string,
  variablesOf: (before: DotenvReading) => readonly Variable[] | Promise<readonly Variable[]>,
  isKept: (before: DotenvReading, variable: Variable) => boolean = () => false,
): Promise<WrittenDotenv> {
  const file = await readDotenvFile(path);
  await refuseUnlessIgnored(file.path);

  const before = file.text ?? '';
  const was = dotenvReading(before);
  const wanted = await variablesOf(was);
  const variables = wanted.filter((variable) => !isKept(was, variable));
  const after = editDotenv(before, variables);
  checkReadBack(file.path, before, after, variables);

  const mode = (file.mode ?? 0o600) & 0o600;
  if (after !== file.text || mode !== file.mode) {
    await replaceFile(file.path, after, mode).catch(notWritten(file.path));
  }

  return {
    path: file.path,
    outcome: file.text === undefined ? 'created' : after === before ? 'unchanged' : 'updated',
    changed: variables.filter(({ name, value }) => !was.gets(name, value)).map(({ name }) => name),
    kept: wanted.filter((variable) => !variables.includes(variable)).map(({ name }) => name),
  };
}

const notWritten = (path: string) => (cause: Error) => {
  throw new DotenvError(
    'DOTENV_WRITE_FAILED',
    `${path} cannot be written and stays as it was: ${cause.message}. ` +
      'Make sure that there is room and that its folder may be written to, then run this again.',
    { cause },
  );
};
