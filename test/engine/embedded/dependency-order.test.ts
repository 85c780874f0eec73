import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dependencyOrder } from '../../../src/engine/embedded/dependency-order.ts';

const resource = (name: string, ...dependencies: string[]) => ({
  urn: `urn:${name}`,
  name,
  dependencies: dependencies.map((each) => `urn:${each}`),
});

const names = (resources: readonly { readonly name: string }[]) => resources.map(({ name }) => name);

test('puts each resource after what it depends on, otherwise by name', () => {
  const shop = [
    resource('scopes', 'api'),
    resource('grant', 'scopes', 'client'),
    resource('client'),
    resource('api'),
  ];
  expect(names(dependencyOrder(shop))).toEqual(['api', 'client', 'scopes', 'grant']);
});

test('ignores dependencies that are not among them', () => {
  expect(names(dependencyOrder([resource('b', 'gone'), resource('a')]))).toEqual(['a', 'b']);
});

test('keeps two of the same URN, as a replaced resource and its successor are', () => {
  expect(names(dependencyOrder([resource('api'), resource('api'), resource('scopes', 'api')]))).toEqual([
    'api',
    'api',
    'scopes',
  ]);
});

test('is the same however the resources come, and respects every dependency', () => {
  const graph = fc
    .integer({ min: 1, max: 12 })
    .chain((count) =>
      fc.tuple(
        ...Array.from({ length: count }, (_, index) =>
          fc.subarray(Array.from({ length: index }, (__, before) => `r${before}`)),
        ),
      ),
    );
  fc.assert(
    fc.property(graph, fc.infiniteStream(fc.double({ noNaN: true })), (dependencies, random) => {
      const resources = dependencies.map((each, index) => resource(`r${index}`, ...each));
      const shuffled = resources
        .map((each) => ({ each, key: Number(random.next().value) }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ each }) => each);
      const ordered = dependencyOrder(shuffled);
      expect(names(ordered)).toEqual(names(dependencyOrder(resources)));
      const place = new Map(ordered.map(({ urn }, index) => [urn, index]));
      for (const { urn, dependencies: needed } of ordered) {
        for (const dependency of needed) expect(place.get(dependency)).toBeLessThan(place.get(urn) ?? -1);
      }
    }),
  );
});
