import type { Settings } from '../../../infra/settings/settings.ts';
import { desiredTenant } from '../../../infra/tenant.ts';
import { differences } from '../../management/properties/differences.ts';
import { resourceType } from '../../management/resources/resource-types.ts';
import type { Applied, AppliedResource } from './applied.ts';
import { desiredResources } from './desired.ts';

/** A deployed resource that the next deploy deletes, or deletes and makes anew. */
export type Taken = Pick<AppliedResource, 'type' | 'name'> & { readonly op: 'delete' | 'replace' };

/** What a deploy with these settings takes from the tenant, by what was deployed last; nothing is sent. */
export function toBeTaken(settings: Settings, known: Applied['resources']): readonly Taken[] {
  const desired = desiredResources(desiredTenant(settings));
  const idOf = (name: string) => known.find((each) => each.name === name)?.id;
  return known.flatMap(({ type, name, inputs }): Taken[] => {
    const declared = desired.find((each) => each.type === type && each.name === name);
    if (declared === undefined) return [{ type, name, op: 'delete' }];
    const found = differences(
      declared.inputs(idOf),
      { live: inputs, applied: inputs },
      resourceType(type).rules,
    );
    return found.some(({ replaces }) => replaces) ? [{ type, name, op: 'replace' }] : [];
  });
}
