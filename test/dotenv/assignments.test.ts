import { parse } from 'dotenv';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findAssignments } from '../../src/dotenv/assignments.ts';

const fragments = ['A', 'B.c-D', 'export', '=', ':', "'", '"', '`', '#', '\\', ' ', '\t', '\u2028', 'é'];
const lineBreaks = ['\n', '\r\n', '\r'];

const anyText = fc
  .array(fc.constantFrom(...fragments, ...lineBreaks), { maxLength: 60 })
  .map((parts) => parts.join(''));

test('finds the names that dotenv finds, in whatever text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const names = findAssignments(text).map(({ name }) => name);
      expect([...new Set(names)]).toEqual(Object.keys(parse(text)));
    }),
    { numRuns: 20_000 },
  );
});

test.each([
  ['A=1', { indentation: '', exported: false, separator: '=', trailer: '' }],
  ['  export A = 1 # note', { indentation: '  ', exported: true, separator: ' = ', trailer: ' # note' }],
  ['A: 1', { indentation: '', exported: false, separator: ': ', trailer: '' }],
  ["A='x\ny'  # it's", { indentation: '', exported: false, separator: '=', trailer: "  # it's" }],
  ['A=  # to do', { indentation: '', exported: false, separator: '=', trailer: '  # to do' }],
  ['A=1#2', { indentation: '', exported: false, separator: '=', trailer: '#2' }],
])('takes %j apart', (text, parts) => {
  expect(findAssignments(`# A=0\n${text}\n# end`)).toEqual([
    { name: 'A', start: 6, end: 6 + text.length, ...parts },
  ]);
});

test('finds nothing inside a quoted value or a comment', () => {
  expect(findAssignments('A="\nB=1\n"\n# C=1\n').map(({ name }) => name)).toEqual(['A']);
});
