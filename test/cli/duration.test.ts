import { expect, test } from 'vitest';
import { duration } from '../../src/cli/interruption.ts';

test.each([
  [300, '1 s'],
  [2_000, '2 s'],
  [58_000, '58 s'],
  [60_000, '1 min'],
  [90_000, '90 s'],
  [590_000, '590 s'],
  [600_000, '10 min'],
  [7_200_000, '120 min'],
])('%i ms are %s', (durationMs, said) => {
  expect(duration(durationMs)).toBe(said);
});

test('what is left of ten minutes is told as ten minutes, however busy the machine was until it was told', () => {
  expect([599_700, 599_400, 597_000].map(duration)).toEqual(['10 min', '10 min', '10 min']);
});
