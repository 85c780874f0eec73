import { expect, test } from 'vitest';
import { checkReadBack } from '../../src/dotenv/read-back.ts';
import type { Variable } from '../../src/dotenv/variables.ts';

const ours: Variable[] = [{ name: 'ONE', value: '1', comment: 'One.', secret: false }];

test('accepts a text that gives our variables, and all others as before', () => {
  expect(() => checkReadBack('.env', 'MINE=4', 'MINE=4\nONE=1\n', ours)).not.toThrow();
});

test('accepts a comment without a line break at the end of the old text, which Node takes for a name', () => {
  expect(() => checkReadBack('.env', '#MINE=4', '#MINE=4\nONE=1\n', ours)).not.toThrow();
});

test.each([
  ['ONE', 'dotenv', '', 'ONE=2\n'],
  ['ONE', 'node:util parseEnv', '', 'ONE: 1\n'],
  ['ONE', 'node:util parseEnv', "MINE='4\nYOURS='x\n", "MINE='4\nONE=1\nYOURS='x\n"],
  ['another variable', 'dotenv', 'MINE=4\n', 'MINE=5\nONE=1\n'],
  ['another variable', 'dotenv', 'MINE=4\n', 'ONE=1\n'],
  ['another variable', 'dotenv', '', 'ONE=1\nMINE=4\n'],
])('refuses a text that does not give %s back to %s', (what, reader, before, after) => {
  expect(() => checkReadBack('/app/.env', before, after, ours)).toThrow(
    expect.objectContaining({
      code: 'DOTENV_READ_BACK_FAILED',
      message:
        `/app/.env would not give ${what} back to ${reader}, so it stays as it was. ` +
        "Look for a quote that is not closed, a line without '=', or an empty value with a space after '=', and mend it.",
    }),
  );
});
