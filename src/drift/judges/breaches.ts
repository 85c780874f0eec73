import type { Properties } from '../../management/properties/property-rules.ts';
import type { Token } from '../../management/resources/resource-types.ts';
import { judgements } from '../judgements/judgements.ts';
import { valueAt } from '../findings/property-path.ts';
import type { SafetyRule } from '../safety/safety-rule.ts';

/** A rule that is not kept, with the value that breaks it. */
export interface Breach {
  readonly rule: SafetyRule;
  readonly actual: unknown;
}

/**
 * The safety rules that a resource breaks.
 *
 * @param isJudged which properties to look at
 */
export function breaches(
  type: Token,
  properties: Properties,
  isJudged: (path: string) => boolean = () => true,
): readonly Breach[] {
  return judgements[type].safety.flatMap((rule) => {
    if (!isJudged(rule.path)) return [];
    const value = valueAt(properties, rule.path);
    if (!rule.isUnsafe(value, properties)) return [];
    return [{ rule, actual: rule.opaque ? '(set)' : value }];
  });
}
