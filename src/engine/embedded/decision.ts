import { type Difference, differences } from '../../management/properties/differences.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import type { ResourceType } from '../../management/resources/resource-type.ts';
import type { PropertyChange } from './plan.ts';
import { isUnknown } from './program/property-values.ts';
import type { RecordedResource } from './record/record.ts';
import type { Registration } from './program/registration.ts';

/** What is to be done for one declared resource, with what doing it takes. */
export type Decision = { readonly differences: readonly Difference[] } & (
  | { readonly op: 'create' }
  | (Deployed & { readonly op: 'same' | 'update' })
  | (Deployed & {
      readonly op: 'replace';
      readonly replaceBecause: readonly string[];
      /** Whether the old entity has to go before the new one can come: they would share what Auth0 wants to be unique. */
      readonly deleteFirst: boolean;
    })
);

/** A resource as the last run left it, and as the tenant has it. */
interface Deployed {
  readonly recorded: RecordedResource;
  readonly live: Properties;
}

/**
 * Compares what is declared with what was applied and what the tenant holds.
 *
 * @param live undefined when the entity is gone, or there never was one
 */
export function decide(
  type: ResourceType,
  { inputs, deleteBeforeReplace }: Registration,
  recorded: RecordedResource | undefined,
  live: Properties | undefined,
): Decision {
  if (recorded === undefined || live === undefined)
    return { op: 'create', differences: differences(inputs, {}, type.rules) };
  const found = differences(inputs, { live, applied: recorded.inputs }, type.rules);
  const deployed = { differences: found, recorded, live };
  const replaceBecause = found.flatMap(({ replaces, path }) => (replaces ? [path] : []));
  if (replaceBecause.length === 0) return { op: found.length > 0 ? 'update' : 'same', ...deployed };
  const sharesKey =
    type.naturalKey !== undefined &&
    !type.allowsDoubles &&
    !type.isPart &&
    type.naturalKey(inputs) === type.naturalKey({ ...live, ...recorded.inputs });
  return { op: 'replace', ...deployed, replaceBecause, deleteFirst: deleteBeforeReplace || sharesKey };
}

/** The differences as a plan shows them. */
export function changesOf(
  found: readonly Difference[],
  secrets: readonly string[],
): readonly PropertyChange[] {
  return found.map(({ path, desired, actual, secret }) => {
    const kind = actual === undefined ? 'add' : desired === undefined ? 'remove' : 'change';
    if (secret || secrets.includes(path.split('.')[0] ?? path)) return { path, kind, secret: true };
    return {
      path,
      kind,
      ...(actual !== undefined && { from: actual }),
      ...(isUnknown(desired) ? { unknown: true } : desired !== undefined && { to: desired }),
    };
  });
}
