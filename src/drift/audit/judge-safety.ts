import type { LiveResource } from '../../management/resources/part.ts';
import { resourceTypes, type Token, tokens } from '../../management/resources/resource-types.ts';
import type { Inventory } from '../tenant/inventory.ts';
import { breaches } from '../judges/breaches.ts';
import type { SafetyRule } from '../safety/safety-rule.ts';
import type { AuditFinding } from './audit-report.ts';
import { mendOfDeclared } from './declared.ts';
import { auditFinding, type AuditedTenant, calledIn } from './audited-tenant.ts';

/** The settings that are not safe, of everything in the tenant. */
export function judgeSafety(tenant: AuditedTenant, inventory: Inventory): readonly AuditFinding[] {
  const { applications, apis, connections } = tenant;
  /** Of which not everything counts; imported applications are among the others, and grants are judged by themselves. */
  const chosen: Readonly<Partial<Record<Token, readonly LiveResource[] | undefined>>> = {
    [tokens.client]: applications,
    [tokens.clientCimd]: [],
    [tokens.clientGrant]: [],
    [tokens.resourceServer]: apis,
    [tokens.connection]: connections?.filter(({ properties }) => properties['strategy'] === 'auth0'),
  };
  const isJudged = (rule: SafetyRule) => tenant.isProduction || rule.inProductionOnly !== true;
  return resourceTypes.flatMap(({ token: type, noun, isAlwaysThere }) =>
    (chosen[type] ?? inventory.resources(type)).flatMap((resource) => {
      const { id, properties } = resource;
      const name = isAlwaysThere ? noun : calledIn(tenant, resource);
      return breaches(tenant.named, { type, name, id, properties }, isJudged).map((breach) =>
        auditFinding(tenant, {
          kind: 'unsafe',
          ...breach,
          ...mendOfDeclared(tenant, { type, properties }, breach.path ?? ''),
        }),
      );
    }),
  );
}
