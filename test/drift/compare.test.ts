import { describe, expect, test } from 'vitest';
import { encrypted } from '../../src/drift/stack/applied.ts';
import { compare } from '../../src/drift/judges/compare.ts';

const applied = (
  inputs: Readonly<Record<string, unknown>>,
  outputs: Readonly<Record<string, unknown>> = {},
) => ({ inputs, outputs });
const item = (name: string, description: string) => ({ name, description });

describe('a value', () => {
  test.each([
    ['as declared', 1, 1, 1, undefined],
    ['as declared, whatever was deployed', 1, 1, 2, undefined],
    ['that only the tenant changed', 1, 2, 1, 'changed'],
    ['that only the program changed', 2, 1, 1, 'code-ahead'],
    ['that both changed', 2, 3, 1, 'changed'],
    ['of which nobody knows what was deployed', 2, 1, undefined, 'changed'],
    ['that is encrypted in the state', 2, 1, encrypted, 'changed'],
    ['empty, which Auth0 does not show', '', undefined, undefined, undefined],
    ['that Auth0 no longer shows', 'x', undefined, 'x', 'changed'],
    ['in another order', ['a', 'b'], ['b', 'a'], ['a', 'b'], 'order-only'],
    ['a list that the program made longer', ['a', 'b'], ['a'], ['a'], 'code-ahead'],
    ['a list that somebody made longer', ['a'], ['a', 'b'], ['a'], 'changed'],
    ['a list with an entry twice', ['a', 'b'], ['a', 'b', 'b'], ['a', 'b'], 'changed'],
  ])('%s', (_name, desired, live, before, kind) => {
    const found = compare(
      { x: desired },
      { x: live },
      before === undefined ? undefined : applied({ x: before }),
      {},
    );
    expect(found.map((each) => [each.kind, each.path])).toEqual(kind === undefined ? [] : [[kind, 'x']]);
  });
});

test('a property that the program states only now was there before: nobody changed it', () => {
  expect(compare({ x: 1 }, { x: 2 }, applied({}, { x: 2 }), {})).toMatchObject([
    { kind: 'code-ahead', path: 'x' },
  ]);
});

test('what the program does not state is not looked at', () => {
  expect(compare({}, { x: 1 }, undefined, {})).toEqual([]);
});

test('the values of a secret property are not told', () => {
  expect(compare({ x: 'a' }, { x: 'b' }, undefined, { x: { secret: true } })).toEqual([
    { kind: 'changed', path: 'x' },
  ]);
});

describe('a list of named items', () => {
  const rules = { scopes: { unordered: true } } as const;
  const both = [item('a', 'A'), item('b', 'B')];

  test.each([
    [
      'a description that was changed',
      both,
      [item('a', 'X'), item('b', 'B')],
      both,
      ['changed scopes[a].description'],
    ],
    ['an item that was added by hand', both, [...both, item('c', 'C')], both, ['changed scopes[c]']],
    ['an item that was taken away by hand', both, [item('b', 'B')], both, ['changed scopes[a]']],
    ['an item that the program added', both, [item('a', 'A')], [item('a', 'A')], ['code-ahead scopes[b]']],
    ['an item that the program took away', [item('a', 'A')], both, both, ['code-ahead scopes[b]']],
    ['all items gone', both, [], both, ['changed scopes[a]', 'changed scopes[b]']],
    ['another order', both, both.toReversed(), both, []],
  ])('is compared item by item: %s', (_name, desired, live, before, expected) => {
    const found = compare({ scopes: desired }, { scopes: live }, applied({ scopes: before }), rules);
    expect(found.map(({ kind, path }) => `${kind} ${path}`)).toEqual(expected);
  });
});
