import { DotenvError } from './error.ts';

const bare = /^[A-Za-z0-9_./:@%+,=-]+$/;

/**
 * Encodes a value so that dotenv, Node's `--env-file`, bash and dash all read the same characters back.
 *
 * What needs no quotes gets none: `docker run --env-file` takes quotes literally. An empty value does: after a bare
 * `=` and a space, Node 22 and 24 read on in the next line. No reader unescapes `\'` or `\"`,
 * so a value that no pair of quotes can hold is refused rather than approximated.
 *
 * @throws {DotenvError} `DOTENV_VALUE_NOT_ENCODABLE`, naming the variable and never its value
 */
export function encodeValue(name: string, value: string): string {
  if (bare.test(value)) return value;
  // Readers turn CR into LF, NUL ends a C string, and a lone surrogate has no UTF-8.
  if (/[\r\0\p{Surrogate}]/u.test(value)) {
    throw notEncodable(name, 'it holds a carriage return, a NUL or half of a surrogate pair');
  }
  if (!value.includes("'") && !value.endsWith('\\')) return `'${value}'`;
  if (!/["\\$`]/.test(value)) return `"${value}"`;
  throw notEncodable(name, 'it mixes quotes, backslashes or dollar signs that no pair of quotes can hold');
}

function notEncodable(name: string, reason: string): DotenvError {
  return new DotenvError(
    'DOTENV_VALUE_NOT_ENCODABLE',
    `${name} cannot be written to a .env so that every reader gets it back: ${reason}. ` +
      'Store it base64-encoded under a name of your own, and decode it where it is used.',
  );
}
