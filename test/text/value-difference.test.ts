import { expect, test } from 'vitest';
import { lineDiff } from '../../src/text/line-diff.ts';
import { valueDifference } from '../../src/text/value-difference.ts';

const shown = (from: unknown, to: unknown) =>
  valueDifference(from, to)?.map(({ sign, text }) => `${sign} ${text}`);

test.each([
  ['values without parts', 'a', 'b', undefined],
  ['texts of one line', 'a\n', 'b\n', undefined],
  ['texts of several lines', 'a\nb\nc', 'a\nc\nd', ['- b', '+ d']],
  ['a text of several lines that comes', undefined, 'a\nb', ['+ a', '+ b']],
  ['lists', ['a', 'b'], ['b', 'c'], ['+ c', '- a']],
  ['the order of a list', ['a', 'b'], ['b', 'a'], []],
  [
    'items with names',
    [{ name: 'a', is: 1 }, { name: 'b' }],
    [{ name: 'a', is: 2 }, { name: 'c' }],
    ['~ a is: 1 → 2', '+ {"name":"c"}', '- {"name":"b"}'],
  ],
  [
    'items of one name, which none tells apart',
    [{ name: 'a', of: 1 }],
    [
      { name: 'a', of: 1 },
      { name: 'a', of: 2 },
    ],
    ['+ {"name":"a","of":2}'],
  ],
])('%s', (_name, from, to, expected) => {
  expect(shown(from, to)).toEqual(expected);
});

test('texts of very many lines are compared in little time', () => {
  const lines = (of: string) => Array.from({ length: 20_000 }, (_, at) => `${of} ${at}`).join('\n');
  expect(lineDiff(lines('a'), `${lines('a')}\nb`)).toEqual([{ sign: '+', line: 'b' }]);
  expect(lineDiff(lines('a'), lines('b'))).toHaveLength(40_000);
}, 5000);
