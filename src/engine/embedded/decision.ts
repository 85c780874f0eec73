import { type Difference, differences } from '../../management/properties/differences.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import type { ResourceType } from '../../management/resources/resource-type.ts';
import type { Change, Operation } from './plan.ts';
import { isUnknown } from './program/property-values.ts';
import type { RecordedResource } from './record/record.ts';
import type { Registration } from './program/registration.ts';

/** What is to be done for one declared resource. */
export interface Decision {
  readonly op: Exclude<Operation, 'delete'>;
  readonly differences: readonly Difference[];
  readonly replaceBecause: readonly string[];
  /** Whether the old entity has to go before the new one can come: they would share what Auth0 wants to be unique. */
  readonly deleteFirst: boolean;
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
  if (recorded === undefined || live === undefined) {
    return {
      op: 'create',
      differences: differences(inputs, {}, type.rules),
      replaceBecause: [],
      deleteFirst: false,
    };
  }
  const found = differences(inputs, { live, applied: recorded.inputs }, type.rules);
  const replaceBecause = found.flatMap(({ replaces, path }) => (replaces ? [path] : []));
  const sharesKey =
    type.naturalKey !== undefined &&
    !type.allowsDoubles &&
    !type.isPart &&
    type.naturalKey(inputs) === type.naturalKey({ ...live, ...recorded.inputs });
  return {
    op: replaceBecause.length > 0 ? 'replace' : found.length > 0 ? 'update' : 'same',
    differences: found,
    replaceBecause,
    deleteFirst: replaceBecause.length > 0 && (deleteBeforeReplace || sharesKey),
  };
}

/** The differences as a plan shows them. */
export function changesOf(found: readonly Difference[], secrets: readonly string[]): readonly Change[] {
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
