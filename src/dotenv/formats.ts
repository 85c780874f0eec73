import { editDotenv } from './edit.ts';
import type { Variable } from './variables.ts';

/** The forms that fit on stdout as they are; see {@link formatGithub} for the one that does not. */
export type TextFormat = 'dotenv' | 'json' | 'shell';

const formatters: Readonly<Record<TextFormat, (variables: readonly Variable[]) => string>> = {
  dotenv: (variables) => editDotenv('', variables),
  json: (variables) => `${JSON.stringify(Object.fromEntries(assigned(variables)), null, 2)}\n`,
  shell: (variables) =>
    assigned(variables)
      .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
      .join(''),
};

/**
 * Prints variables: `dotenv` as a new `.env`, `json` as one object, `shell` as `export NAME='value'` lines for `eval`
 * in any POSIX shell. Variables without a value are left out.
 *
 * @throws {DotenvError} `DOTENV_VALUE_NOT_ENCODABLE` from `dotenv`
 */
export function formatVariables(variables: readonly Variable[], format: TextFormat): string {
  return formatters[format](variables);
}

/** The variables that have a value, as name and value. */
export function assigned(variables: readonly Variable[]): [name: string, value: string][] {
  return variables.flatMap(({ name, value }): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}
