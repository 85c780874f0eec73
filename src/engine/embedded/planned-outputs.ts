import { isDeepStrictEqual } from 'node:util';
import type { PropertyChange, DeploymentPlan, PlannedOutput } from './plan.ts';
import { isUnknown, type PropertyValues } from './program/property-values.ts';
import type { EmbeddedRecord } from './record/record.ts';

/**
 * What the outputs are to be, and where that differs from what an earlier run left. No secret is in it.
 *
 * @param planned what the program returned; undefined where it is not to be run
 */
export function planOutputs(
  planned: PropertyValues | undefined,
  recorded: EmbeddedRecord['outputs'],
): Pick<DeploymentPlan, 'outputs' | 'outputChanges'> {
  if (planned === undefined) return { outputs: {}, outputChanges: [] };
  const { values, secrets } = planned;
  const shown = ([name, value]: [string, unknown]): [string, PlannedOutput] => {
    if (secrets.includes(name)) return [name, { secret: true, ...(isUnknown(value) && { unknown: true }) }];
    return [name, isUnknown(value) ? { unknown: true } : { value }];
  };
  const before = Object.keys(recorded);
  const names = before.length === 0 ? [] : new Set([...Object.keys(values), ...before]);
  const outputChanges = [...names].flatMap((name): PropertyChange[] => {
    const [from, to] = [recorded[name]?.value, values[name]];
    if (isDeepStrictEqual(from, to)) return [];
    const kind = from === undefined ? 'add' : to === undefined ? 'remove' : 'change';
    const isSecret = secrets.includes(name) || recorded[name]?.secret;
    return [
      {
        path: name,
        kind,
        ...(isSecret && { secret: true }),
        ...(!isSecret && from !== undefined && { from }),
        ...(isUnknown(to) ? { unknown: true } : !isSecret && to !== undefined && { to }),
      },
    ];
  });
  return { outputs: Object.fromEntries(Object.entries(values).map(shown)), outputChanges };
}
