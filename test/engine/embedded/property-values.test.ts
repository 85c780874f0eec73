import * as pulumi from '@pulumi/pulumi';
import { expect, test } from 'vitest';
import {
  decodeProperties,
  encodeProperties,
  isUnknown,
  notYetKnown,
} from '../../../src/engine/embedded/program/property-values.ts';

const { specialSigKey, specialSecretSig, unknownValue } = pulumi.runtime;
const secret = (value: unknown) => ({ [specialSigKey]: specialSecretSig, value });

test('unwraps secrets and unknowns at any depth, and says which properties are secret', () => {
  const encoded = {
    plain: [1, null],
    whole: secret('s'),
    part: { list: [secret('s'), 'p'] },
    open: { id: unknownValue },
  };
  expect(decodeProperties(encoded)).toEqual({
    values: { plain: [1, null], whole: 's', part: { list: ['s', 'p'] }, open: { id: notYetKnown } },
    secrets: ['whole', 'part'],
  });
});

test('wraps them again, each secret property as a whole', () => {
  const properties = { values: { a: 's', b: { id: notYetKnown }, c: 1 }, secrets: ['a'] };
  expect(encodeProperties(properties)).toEqual({ a: secret('s'), b: { id: unknownValue }, c: 1 });
  expect(decodeProperties(encodeProperties(properties))).toEqual(properties);
});

test('refuses assets and resources, which are no plain values', () => {
  expect(() => decodeProperties({ file: { [specialSigKey]: 'c44067f5952c0a294b673a41bacd8c17' } })).toThrow(
    'The program passes an asset, an archive or a resource as a value',
  );
});

test.each([
  [notYetKnown, true],
  [[1, { a: notYetKnown }], true],
  [{ a: [null] }, false],
  ['text', false],
])('%j is unknown: %s', (value, expected) => {
  expect(isUnknown(value)).toBe(expected);
});
