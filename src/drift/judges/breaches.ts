import type { Properties } from '../../management/properties/property-rules.ts';
import type { Token } from '../../management/resources/resource-types.ts';
import { judgements } from '../judgements/judgements.ts';
import { valueAt } from '../findings/property-path.ts';
import type { Finding } from '../findings/finding.ts';
import type { NamedTenant } from '../../engine/mend-commands.ts';
import { makingSafe } from '../mends/printed-mend.ts';
import type { SafetyRule } from '../safety/safety-rule.ts';

/** A resource as the tenant holds it, and what people call it. */
export interface Judged {
  readonly type: Token;
  readonly name: string;
  readonly id: string;
  readonly properties: Properties;
  /** What it is to be, as far as that is declared or known otherwise. @default nothing */
  readonly stated?: Properties;
}

/** What is told of a safety rule that is not kept. */
type Breach = Omit<Finding, 'kind' | 'dashboardUrl'>;

/**
 * The safety rules that a resource breaks.
 *
 * @param isJudged which rules to look at
 */
export function breaches(
  tenant: NamedTenant,
  { type, name, id, properties, stated = {} }: Judged,
  isJudged: (rule: SafetyRule) => boolean = () => true,
): readonly Breach[] {
  return judgements[type].safety.flatMap((rule) => {
    const { path, severity, safe: expected, why } = rule;
    const value = valueAt(properties, path);
    if (!isJudged(rule) || !rule.isUnsafe(value, properties)) return [];
    const actual = rule.opaque ? '(set)' : value;
    const mend = makingSafe(tenant, { type, id, properties, stated }, rule);
    return [{ severity, type, name, id, path, expected, actual, why, ...mend }];
  });
}
