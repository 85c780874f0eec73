import { hasName } from '../engine/strangers.ts';
import type { Properties } from '../management/properties/property-rules.ts';
import { resourceType, tokens } from '../management/resources/resource-types.ts';
import type { Applied } from './stack/applied.ts';
import type { DesiredResource, IdOf } from './stack/desired.ts';
import type { Inventory } from './tenant/inventory.ts';
import type { LiveResource } from '../management/resources/part.ts';
import { isOfParty } from './tenant/party.ts';

/** A declared resource, and what the tenant has of it. */
export interface Matched {
  readonly desired: DesiredResource;
  /** What the program states, ids of other resources filled in. */
  readonly inputs: Properties;
  readonly id: string;
}

/** A declared resource that several things in the tenant could be. */
interface Ambiguous {
  readonly desired: DesiredResource;
  readonly candidates: readonly LiveResource[];
}

/** What a tenant has of what is declared. */
export interface Matching {
  /** To be adopted. */
  readonly matched: readonly Matched[];
  /** Those that the state knows already. */
  readonly known: readonly DesiredResource[];
  /** Those that the tenant lacks. */
  readonly missing: readonly DesiredResource[];
  readonly ambiguous: readonly Ambiguous[];
}

/**
 * Finds what is declared among what a tenant holds, by what makes it unique; pure.
 *
 * @param desired in an order in which each could be created
 * @param inventory with every part that holds declared resources
 * @param chosen ids that somebody chose, by logical name
 */
export function matchTenant(
  desired: readonly DesiredResource[],
  inventory: Inventory,
  applied: Applied | undefined,
  chosen: ReadonlyMap<string, string>,
): Matching {
  const ids = new Map<string, string>();
  const idOf: IdOf = (name) => ids.get(name);
  const matching = {
    matched: [] as Matched[],
    known: [] as DesiredResource[],
    missing: [] as DesiredResource[],
    ambiguous: [] as Ambiguous[],
  };
  for (const resource of desired) {
    const { name, type, needs } = resource;
    const inputs = resource.inputs(idOf);
    const all = inventory.resources(type);
    const deployed = applied?.resources.find((each) => each.type === type && each.name === name);
    if (deployed !== undefined && (type === tokens.tenant || all.some(({ id }) => id === deployed.id))) {
      ids.set(name, deployed.id);
      matching.known.push(resource);
      continue;
    }
    const candidates = needs.every((each) => ids.has(each))
      ? candidatesFor(resource, inputs, all, chosen.get(name)).filter(
          ({ id }) => !hasName(resource) || !applied?.resources.some((each) => each.id === id),
        )
      : [];
    const [only, ...more] = candidates;
    if (only === undefined) matching.missing.push(resource);
    else if (more.length > 0) matching.ambiguous.push({ desired: resource, candidates });
    else {
      ids.set(name, only.id);
      matching.matched.push({ desired: resource, inputs, id: only.id });
    }
  }
  return matching;
}

function candidatesFor(
  { type }: DesiredResource,
  inputs: Properties,
  all: readonly LiveResource[],
  chosen: string | undefined,
): readonly LiveResource[] {
  if (chosen !== undefined) return all.filter(({ id }) => id === chosen);
  const kind = resourceType(type);
  return all.filter(
    (each) =>
      kind.naturalKey?.(each.properties) === kind.naturalKey?.(inputs) &&
      isOfParty(type, inputs, each) &&
      !holdsNothing(type, each.properties),
  );
}

/** A list with nothing in it is there and not worth adopting: to make it anew is the same. */
function holdsNothing(type: string, { scopes, enabledClients, permissions }: Properties): boolean {
  const lists: Readonly<Partial<Record<string, unknown>>> = {
    [tokens.resourceServerScopes]: scopes ?? [],
    [tokens.connectionClients]: enabledClients,
    [tokens.rolePermissions]: permissions,
  };
  const list = lists[type];
  return Array.isArray(list) && list.length === 0;
}
