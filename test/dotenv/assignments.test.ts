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
  ['A=1', { head: 'A=', exported: false, trailer: '' }],
  ['  export A = 1 # note', { head: '  export A = ', exported: true, trailer: ' # note' }],
  ['A: 1', { head: 'A: ', exported: false, trailer: '' }],
  ["A='x\ny'  # it's", { head: 'A=', exported: false, trailer: "  # it's" }],
  ['A=  # to do', { head: 'A=', exported: false, trailer: '  # to do' }],
  ['A=1#2', { head: 'A=', exported: false, trailer: '#2' }],
])('takes %j apart', (text, parts) => {
  expect(findAssignments(`# A=0\n${text}\n# end`)).toEqual([
    { name: 'A', start: 6, end: 6 + text.length, ...parts },
  ]);
});

test.each(['\n', '\r\n', '\r'])('takes what follows a colon and %j for the value, as dotenv does', (eol) => {
  expect(findAssignments(`A:${eol}B=1${eol}`).map(({ name }) => name)).toEqual(['A']);
});

test('finds nothing inside a quoted value or a comment', () => {
  expect(findAssignments('A="\nB=1\n"\n# C=1\n').map(({ name }) => name)).toEqual(['A']);
});
