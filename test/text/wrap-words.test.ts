import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownCommand } from '../../src/text/own-command.ts';
import { wrapWords } from '../../src/text/wrap-words.ts';

const command = ownCommand("mend set 'users/auth0|1' blocked=false -s local");

test.each([
  ['a line that fits', 'one two', 7, 'one two'],
  ['lines that do not', 'one two three\nfour five six', 9, 'one two\nthree\nfour five\nsix'],
  ['an indented line', '  one two three', 9, '  one two\n  three'],
  ['an item', '- one two three', 9, '- one two\n  three'],
  ['an item of one long word', '  + https://example.com/a/b', 10, '  + https://example.com/a/b'],
  ['a numbered item', '  2. one two three', 12, '  2. one two\n     three'],
  ['a word that is too long', 'see https://example.com/a/b now', 10, 'see\nhttps://example.com/a/b\nnow'],
  ['columns', 'a  two three four', 12, 'a  two three\n   four'],
  ['columns that leave too little', 'one  two three', 9, 'one  two\nthree'],
  ['two spaces where it breaks', 'one two  three', 7, 'one two\nthree'],
  ['colours, which take no room', '\u001B[2mone two\u001B[22m three', 7, '\u001B[2mone two\u001B[22m\nthree'],
  ['nothing', '', 10, ''],
  ['a line that nobody reads by lines', 'one two three four', undefined, 'one two three four'],
  ['a command in a sentence', `Mend it: ${command}. Then go on.`, 20, `Mend it:\n${command}.\nThen go on.`],
  ['a command on a line of its own', `    ${command}`, 20, `    ${command}`],
  [
    'what is between backticks',
    'Run `pulumi stack ls --json` first',
    12,
    'Run\n`pulumi stack ls --json`\nfirst',
  ],
])('%s', (_name, text, columns, expected) => {
  expect(wrapWords(text, columns)).toBe(expected);
});

test('keeps every word, in order, and every line within the width that words leave', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 16, max: 40 }), (written, columns) => {
      const lines = wrapWords(`  ${written.join(' ')}`, columns).split('\n');
      expect(lines.join(' ').trim().split(/ +/)).toEqual(written);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    }),
  );
});
