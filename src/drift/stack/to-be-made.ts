import type { Settings } from '../../../infra/settings/settings.ts';
import { desiredTenant } from '../../../infra/tenant.ts';
import { canBeDoubled, type Declared, hasName } from '../../engine/strangers.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import { resourceType } from '../../management/resources/resource-types.ts';
import type { Applied } from './applied.ts';
import { desiredResources } from './desired.ts';

/** What has a name and is to be made: what the state lacks, or what somebody took away since. */
export async function toBeMade(
  client: ManagementClient,
  settings: Settings,
  known: Applied['resources'],
): Promise<readonly Declared[]> {
  const made: Declared[] = [];
  for (const { type, name, inputs } of desiredResources(desiredTenant(settings))) {
    if (!hasName({ type })) continue;
    const deployed = known.find((each) => each.type === type && each.name === name);
    // Of what cannot be doubled there is either ours or somebody else's.
    const isThere =
      deployed !== undefined &&
      canBeDoubled(type) &&
      (await resourceType(type).read(client, deployed.id)) !== undefined;
    if (!isThere) made.push({ type, name, inputs: inputs(() => undefined) });
  }
  return made;
}

/** What no run has made yet, by what the state knows. */
export function notDeployed(settings: Settings, known: Applied['resources']): readonly Declared[] {
  return desiredResources(desiredTenant(settings))
    .filter(({ type, name }) => !known.some((each) => each.type === type && each.name === name))
    .map(({ type, name, inputs }) => ({ type, name, inputs: inputs(() => undefined) }));
}
