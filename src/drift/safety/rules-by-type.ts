import type { Properties } from '../../management/resources/property-rules.ts';
import { valueAt } from '../property-path.ts';
import { apiRules } from './api-rules.ts';
import { applicationRules } from './application-rules.ts';
import { connectionRules } from './connection-rules.ts';
import { grantRules } from './grant-rules.ts';
import { promptRules, protectionRules } from './protection-rules.ts';
import type { SafetyRule } from './safety-rule.ts';
import { tenantRules } from './tenant-rules.ts';
import { type Token, tokens } from '../../management/resources/resource-types.ts';

/** The safety rules of each type of resource. */
export const safetyRules: Readonly<Record<Token, readonly SafetyRule[]>> = {
  [tokens.client]: applicationRules,
  [tokens.clientGrant]: grantRules,
  [tokens.resourceServer]: apiRules,
  [tokens.connection]: connectionRules,
  [tokens.tenant]: tenantRules,
  [tokens.attackProtection]: protectionRules,
  [tokens.prompt]: promptRules,
  // Parts of others, without settings of their own; roles and log streams are judged by whether they are declared.
  [tokens.clientCredentials]: [],
  [tokens.resourceServerScopes]: [],
  [tokens.connectionClients]: [],
  [tokens.role]: [],
  [tokens.rolePermissions]: [],
  [tokens.logStream]: [],
};

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
  return safetyRules[type].flatMap((rule) => {
    if (!isJudged(rule.path)) return [];
    const value = valueAt(properties, rule.path);
    if (!rule.isUnsafe(value, properties)) return [];
    return [{ rule, actual: rule.opaque ? '(set)' : value }];
  });
}
