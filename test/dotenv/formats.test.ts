import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { parse } from 'dotenv';
import { expect, test } from 'vitest';
import { formatVariables } from '../../src/dotenv/formats.ts';
import type { Variable } from '../../src/dotenv/variables.ts';

const variables: Variable[] = [
  { name: 'PLAIN', value: 'plain', comment: 'Plain.', secret: false },
  { name: 'ABSENT', value: undefined, comment: 'Absent.', secret: false },
  { name: 'QUOTED', value: "it's", comment: 'Quoted.', secret: true },
];

test('prints a new .env', () => {
  expect(parse(formatVariables(variables, 'dotenv'))).toEqual({ PLAIN: 'plain', QUOTED: "it's" });
});

test('prints one JSON object', () => {
  expect(formatVariables(variables, 'json')).toBe('{\n  "PLAIN": "plain",\n  "QUOTED": "it\'s"\n}\n');
});

test('prints export lines', () => {
  expect(formatVariables(variables, 'shell')).toBe("export PLAIN='plain'\nexport QUOTED='it'\\''s'\n");
});

test('prints export lines that a POSIX shell evaluates to any value', () => {
  const value = fc.string({
    unit: fc.constantFrom(...Array.from('\'"`\\$#=: \t\n\r{}!&;()|<>*?~é😀export')),
  });
  const values = fc.sample(value, 300);
  const lines = formatVariables(
    values.map((plain, index) => ({ name: `V${index}`, value: plain, comment: '', secret: false })),
    'shell',
  );
  const names = values.map((_, index) => `"$V${index}"`).join(' ');
  const printed = execFileSync('sh', ['-s'], {
    input: `${lines}printf '%s\\0' ${names}\n`,
    encoding: 'utf8',
  });
  expect(printed.split('\0').slice(0, -1)).toEqual(values);
});
