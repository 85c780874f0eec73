import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'dotenv';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeValue } from '../../src/dotenv/encode.ts';
import { DotenvError } from '../../src/dotenv/error.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

/** Strings dense in the characters that readers treat specially. */
const anyValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...Array.from('\'"`\\$#=: \t\n\r\0{}!&;()|<>*?~%^né中😀export A=')) }),
);

const encodableValue = anyValue.filter((value) => {
  try {
    encodeValue('V', value);
    return true;
  } catch {
    return false;
  }
});

test.each([
  ['', "''"],
  ['https://tenant.eu.auth0.com/api/v2/', 'https://tenant.eu.auth0.com/api/v2/'],
  ['aB0_-.~', "'aB0_-.~'"],
  ['two words', "'two words'"],
  ['a#b', "'a#b'"],
  ['$HOME `id` "x" C:\\new', '\'$HOME `id` "x" C:\\new\''],
  ['line one\nline two', "'line one\nline two'"],
  ["it's", '"it\'s"'],
])('encodes %j as %j', (value, encoded) => {
  expect(encodeValue('V', value)).toBe(encoded);
});

test.each([
  ['a\rb', 'it holds a carriage return, a NUL or half of a surrogate pair'],
  ['a\0b', 'it holds a carriage return, a NUL or half of a surrogate pair'],
  ['a\uD800b', 'it holds a carriage return, a NUL or half of a surrogate pair'],
  ['it\'s "quoted"', 'it mixes quotes, backslashes or dollar signs that no pair of quotes can hold'],
  ["it's $5", 'it mixes quotes, backslashes or dollar signs that no pair of quotes can hold'],
  ['C:\\', 'it mixes quotes, backslashes or dollar signs that no pair of quotes can hold'],
])('refuses %j with the name, the reason and a way out, and without the value', (value, reason) => {
  expect(() => encodeValue('OAUTH_CLIENT_SECRET', value)).toThrow(
    expect.objectContaining({
      code: 'DOTENV_VALUE_NOT_ENCODABLE',
      message:
        `OAUTH_CLIENT_SECRET cannot be written to a .env so that every reader gets it back: ${reason}. ` +
        'Store it base64-encoded under a name of your own, and decode it where it is used.',
    }),
  );
});

test('reads every value it accepts back, with its neighbours, in dotenv, its fast parser and Node', () => {
  fc.assert(
    fc.property(encodableValue, (value) => {
      const text = `BEFORE=1\nV=${encodeValue('V', value)}\nAFTER=2\n`;
      const expected = { BEFORE: '1', V: value, AFTER: '2' };
      expect(parse(text)).toEqual(expected);
      expect(parse(text, { fast: true })).toEqual(expected);
      expect({ ...parseEnv(text) }).toEqual(expected);
    }),
    { numRuns: 3000 },
  );
});

test('refuses only what no quotes can hold', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const unreadable = /[\r\0]/.test(value) || Buffer.from(value).toString() !== value;
      const unquotable = (value.includes("'") || value.endsWith('\\')) && /["\\$`]/.test(value);
      let refused = false;
      try {
        encodeValue('V', value);
      } catch (error) {
        refused = error instanceof DotenvError;
      }
      expect(refused).toBe(unreadable || unquotable);
    }),
    { numRuns: 3000 },
  );
});

describe.each(['bash', 'dash'])('%s', (shell) => {
  const present = spawnSync(shell, ['-c', ':']).error === undefined;

  test.skipIf(!present)('sources every value it accepts', async () => {
    const values = fc.sample(encodableValue, 500);
    const file = join(await temporaryFolder(), 'values.env');
    await writeFile(file, values.map((value, index) => `V${index}=${encodeValue('V', value)}\n`).join(''));
    const names = values.map((_, index) => `"$V${index}"`).join(' ');
    const printed = execFileSync(shell, ['-c', `. "${file}"; printf '%s\\0' ${names}`], { encoding: 'utf8' });
    expect(printed.split('\0').slice(0, -1)).toEqual(values);
  });
});
