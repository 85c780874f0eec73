import { hasName } from '../../engine/strangers.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import { resourceType } from '../../management/resources/resource-types.ts';
import type { Applied, AppliedResource } from '../stack/applied.ts';
import type { DesiredResource, IdOf } from '../stack/desired.ts';
import type { Inventory } from '../tenant/inventory.ts';
import type { LiveResource } from '../../management/resources/part.ts';
import { isOfParty } from '../tenant/party.ts';

/** Where a declared resource is. */
export interface LocatedResource {
  readonly desired: DesiredResource;
  /** What the program states, ids of other resources filled in. */
  readonly inputs: Properties;
  readonly applied?: AppliedResource;
  /** `unread`: its part of the tenant could not be read. */
  readonly state: 'present' | 'absent' | 'unread';
  readonly live?: LiveResource;
  /** Others that could be meant as well: Auth0 takes two applications of the same name. */
  readonly doubles: readonly LiveResource[];
  /** What bears its name and is known to no state: somebody made it, and a run of the program refuses to go on. */
  readonly namesakes: readonly LiveResource[];
}

/**
 * Finds the declared resources in a tenant: by the id under which they were deployed, else by what makes them unique.
 *
 * An application that was deployed is found by its id alone, because another one of its name is another application. What was
 * never deployed is not there, although somebody may have made something of its name.
 *
 * @param desired in an order in which each could be created
 */
export function locate(
  desired: readonly DesiredResource[],
  inventory: Inventory,
  applied: Applied | undefined,
): readonly LocatedResource[] {
  const located = new Map<string, LocatedResource>();
  const idOf: IdOf = (name) => {
    const found = located.get(name);
    return found?.live?.id ?? (found?.state === 'unread' ? found.applied?.id : undefined);
  };
  for (const resource of desired) {
    located.set(resource.name, locateOne(resource, idOf, inventory, applied));
  }
  return [...located.values()];
}

function locateOne(
  desired: DesiredResource,
  idOf: IdOf,
  inventory: Inventory,
  applied: Applied | undefined,
): LocatedResource {
  const kind = resourceType(desired.type);
  const inputs = desired.inputs(idOf);
  const deployed = applied?.resources.find(
    ({ type, name }) => type === desired.type && name === desired.name,
  );
  const found = { desired, inputs, ...(deployed && { applied: deployed }), doubles: [], namesakes: [] };
  if (inventory.isUnread(desired.type)) return { ...found, state: 'unread' };

  const all = inventory.resources(desired.type);
  const alike = all.filter(
    (each) =>
      kind.naturalKey?.(each.properties) === kind.naturalKey?.(inputs) &&
      isOfParty(desired.type, inputs, each),
  );
  const byId = deployed && all.find(({ id }) => id === deployed.id);
  const namesakes =
    applied !== undefined && byId === undefined && hasName(desired)
      ? alike.filter((each) => !applied.resources.some(({ id }) => id === each.id))
      : [];
  const byKeyAlone =
    applied === undefined || (kind.allowsDoubles !== true && (deployed !== undefined || !hasName(desired)));
  const live = byId ?? (byKeyAlone ? alike[0] : undefined);
  if (live === undefined) return { ...found, state: 'absent', namesakes };
  const doubles = alike.filter(({ id }) => id !== live.id);
  return { ...found, state: 'present', live, doubles, namesakes };
}
