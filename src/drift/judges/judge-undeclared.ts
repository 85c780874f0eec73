import type { Properties } from '../../management/properties/property-rules.ts';
import { resourceTypes } from '../../management/resources/resource-types.ts';
import type { Finding } from '../findings/finding.ts';
import type { Inventory } from '../tenant/inventory.ts';
import { dashboard, type JudgedStack } from './judge-declared.ts';
import type { LocatedResource } from './locate.ts';
import { valueAt } from '../findings/property-path.ts';
import { breaches, type Judged } from './breaches.ts';

/** With what the program states of it. */
type Stated = Judged & { readonly stated: Properties };

/** The findings about security-relevant settings that the program leaves to Auth0, and that are not safe. */
export function judgeUndeclared(
  located: readonly LocatedResource[],
  inventory: Inventory,
  stack: JudgedStack,
): readonly Finding[] {
  const declared = located.flatMap(({ desired: { type, name }, inputs, live }): Stated[] =>
    live === undefined ? [] : [{ type, name, id: live.id, stated: inputs, properties: live.properties }],
  );
  const isDeclared = new Set(located.map(({ desired: { type } }) => type));
  const left = documents(inventory).filter(({ type }) => !isDeclared.has(type));
  return [...declared, ...left].flatMap(({ stated, ...judged }) =>
    breaches(stack, { ...judged, stated }, ({ path }) => valueAt(stated, path) === undefined).map(
      (breach) => ({
        kind: 'undeclared',
        ...breach,
        ...dashboard(stack, judged.type, judged.id),
      }),
    ),
  );
}

/** What a tenant has exactly one of, and the program may leave to Auth0. */
const documents = (inventory: Inventory): readonly Stated[] =>
  resourceTypes
    .filter(({ isAlwaysThere }) => isAlwaysThere)
    .flatMap(({ token: type }) =>
      inventory.resources(type).map(({ id, properties }) => ({ type, name: id, id, stated: {}, properties })),
    );
