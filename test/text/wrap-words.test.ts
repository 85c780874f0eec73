import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapWords } from '../../src/text/wrap-words.ts';

test.each([
  ['a line that fits', 'one two', 7, 'one two'],
  ['a line that does not', 'one two three four', 9, 'one two\n  three\n  four'],
  ['an indented line', '    one two', 8, '    one\n  two'],
  ['a word that is too long', 'see https://example.com/a/b now', 10, 'see\n  https://example.com/a/b\n  now'],
  ['two spaces between words', 'one  two three', 10, 'one  two\n  three'],
  ['nothing', '', 10, ''],
  ['a line for a terminal that does not know its width', 'one two three four', 0, 'one two three four'],
  ['a line that nobody reads by lines', 'one two three four', undefined, 'one two three four'],
])('%s', (_name, line, columns, expected) => {
  expect(wrapWords(line, columns, 2)).toBe(expected);
});

test('keeps every word, in order, and every line within the width that words leave', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 16, max: 40 }), (written, columns) => {
      const lines = wrapWords(written.join(' '), columns, 2).split('\n');
      expect(lines.join(' ').trim().split(/ +/)).toEqual(written);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    }),
  );
});
