import { type Token, tokens } from '../../management/resources/resource-types.ts';
import type { Inventory } from '../tenant/inventory.ts';
import { type LiveResource, resourceViews } from '../tenant/live-resource.ts';
import { breaches } from '../judges/breaches.ts';
import type { SafetyRule } from '../safety/safety-rule.ts';
import type { AuditFinding } from './audit-report.ts';
import { mendOfDeclared } from './declared.ts';
import { auditFinding, type AuditedTenant, nameOf } from './audited-tenant.ts';

/** The settings that are not safe, of everything in the tenant. */
export function judgeSafety(tenant: AuditedTenant, inventory: Inventory): readonly AuditFinding[] {
  const { applications = [], apis = [], connections = [], settings } = tenant;
  const judged: readonly (readonly [type: Token, name: string, resource: LiveResource])[] = [
    ...applications.map((each) => [tokens.client, nameOf(each), each] as const),
    ...apis.map((each) => [tokens.resourceServer, nameOf(each), each] as const),
    ...connections
      .filter(({ properties }) => properties['strategy'] === 'auth0')
      .map((each) => [tokens.connection, nameOf(each), each] as const),
    ...(settings ? [[tokens.tenant, 'tenant settings', settings] as const] : []),
    ...documents(tokens.attackProtection, 'attack protection', inventory),
    ...documents(tokens.prompt, 'login experience', inventory),
  ];
  const isJudged = (rule: SafetyRule) => tenant.isProduction || rule.inProductionOnly !== true;
  return judged.flatMap(([type, name, { id, properties }]) =>
    breaches(tenant.named, { type, name, id, properties }, isJudged).map((breach) =>
      auditFinding(tenant, {
        kind: 'unsafe',
        ...breach,
        ...mendOfDeclared(tenant, { type, properties }, breach.path ?? ''),
      }),
    ),
  );
}

/** What a tenant has exactly one of. */
const documents = (type: Token, name: string, inventory: Inventory) =>
  resourceViews[type].all(inventory).map(({ properties }) => [type, name, { id: name, properties }] as const);
