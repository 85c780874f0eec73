import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences } from '../../../src/management/properties/differences.ts';
import type { Properties, PropertyRules } from '../../../src/management/properties/property-rules.ts';

const rules: PropertyRules = {
  shields: { unordered: true },
  scopes: { unordered: true },
  password: { writeOnly: true, secret: true },
  options: { members: { keys: { writeOnly: true } } },
  quota: { nullable: true },
  mtls: { as: 'switchable', nullable: true },
  metadata: { as: 'map' },
  identifier: { replaces: true },
  sink: { as: 'verbatim', members: { region: { replaces: true }, token: { secret: true } } },
};

const paths = (desired: Properties, live?: Properties, applied?: Properties) =>
  differences(desired, { live, applied }, rules).map(({ path }) => path);

test('names the member that differs, with both values', () => {
  expect(
    differences({ a: { b: 1, c: { d: [2] } } }, { live: { a: { b: 1, c: { d: [3] }, e: 9 } } }, rules),
  ).toEqual([{ path: 'a.c.d', desired: [2], actual: [3], replaces: false, secret: false }]);
});

test.each<[string, string[], Properties, Properties | undefined, Properties | undefined]>([
  ['nothing that is not declared', [], { a: 1 }, { a: 1, b: 2 }, undefined],
  ['everything where there is nothing', ['a', 'b.c'], { a: [], b: { c: false } }, undefined, undefined],
  ['the order of a list', ['urls'], { urls: ['a', 'b'] }, { urls: ['b', 'a'] }, undefined],
  ['not the order of a set', [], { shields: ['a', 'b'] }, { shields: ['b', 'a'] }, undefined],
  [
    'not the order of a set of objects',
    [],
    { scopes: [{ n: 1, d: 'x' }, { n: 2 }] },
    { scopes: [{ n: 2 }, { d: 'x', n: 1 }] },
    undefined,
  ],
  ['not an empty description', [], { scopes: [{ n: 1 }] }, { scopes: [{ n: 1, d: '' }] }, undefined],
  ['a set with one more', ['shields'], { shields: ['a'] }, { shields: ['a', 'b'] }, undefined],
  ['an empty value that was applied and is not shown as no difference', [], { urls: [] }, {}, { urls: [] }],
  ['an empty value that was never applied', ['urls'], { urls: [] }, {}, undefined],
  ['a value that is shown no more', ['urls'], { urls: ['a'] }, {}, { urls: ['a'] }],
  ['an empty value where one is shown', ['urls'], { urls: [] }, { urls: ['a'] }, { urls: [] }],
  ['no secret that was applied and is never shown', [], { password: 'x' }, {}, { password: 'x' }],
  ['a secret that was not applied', ['password'], { password: 'y' }, {}, { password: 'x' }],
  [
    'a member that is never shown and was not applied',
    ['options.keys'],
    { options: { keys: 1 } },
    { options: {} },
    { options: {} },
  ],
  ['a nullable that is declared no more', ['quota'], {}, { quota: { a: 1 } }, { quota: { a: 1 } }],
  ['no nullable that is gone already', [], {}, {}, { quota: { a: 1 } }],
  ['nothing else that is declared no more', [], {}, { urls: ['a'] }, { urls: ['a'] }],
  [
    'what is switched off and still there',
    ['mtls'],
    { mtls: { disable: true } },
    { mtls: { a: 1 } },
    undefined,
  ],
  ['nothing that is switched off and gone', [], { mtls: { disable: true } }, {}, undefined],
  [
    'the settings of what is switched on',
    ['mtls.a'],
    { mtls: { disable: false, a: 2 } },
    { mtls: { a: 1 } },
    undefined,
  ],
  ['a map with one key more', ['metadata'], { metadata: { a: 1 } }, { metadata: { a: 1, b: 2 } }, undefined],
  [
    'no member that Auth0 added to a verbatim object',
    [],
    { sink: { url: 'a' } },
    { sink: { url: 'a', extra: 1 } },
    undefined,
  ],
])('finds %s', (_, expected, desired, live, applied) => {
  expect(paths(desired, live, applied)).toEqual(expected);
});

test('marks what needs a new entity and what may not be printed', () => {
  const found = differences(
    { identifier: 'b', sink: { region: 'eu', token: 'x' }, password: 'p' },
    { live: { identifier: 'a' } },
    rules,
  );
  expect(found.map(({ path, replaces, secret }) => ({ path, replaces, secret }))).toEqual([
    { path: 'identifier', replaces: true, secret: false },
    { path: 'sink.region', replaces: true, secret: false },
    { path: 'sink.token', replaces: false, secret: true },
    { path: 'password', replaces: false, secret: true },
  ]);
});

describe('whatever the properties', () => {
  const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ minLength: 1 }),
      fc.integer({ min: 1 }),
      fc.constant(true),
      fc.array(tie('value'), { minLength: 1 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('value'), { minKeys: 1 }),
    ),
  })).value;
  const properties = fc.dictionary(fc.stringMatching(/^x[a-z]{0,4}$/), value) as fc.Arbitrary<Properties>;

  test('a tenant that shows exactly what is declared has no difference', () => {
    fc.assert(fc.property(properties, (declared) => paths(declared, structuredClone(declared)).length === 0));
  });

  test('a property that is gone is found', () => {
    fc.assert(
      fc.property(properties, fc.string({ minLength: 1 }), (declared, extra) => {
        expect(paths({ ...declared, extra }, declared, { ...declared, extra })).toEqual(['extra']);
      }),
    );
  });
});
