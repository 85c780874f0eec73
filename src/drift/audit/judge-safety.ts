import type { Inventory } from '../inventory.ts';
import type { LiveResource } from '../live-resource.ts';
import { makeSafeCommand } from '../mend.ts';
import { breaches } from '../safety/breaches.ts';
import { contentOf } from '../source.ts';
import { promptProperties } from '../tenant-documents.ts';
import type { AuditFinding } from './audit-report.ts';
import { auditFinding, type AuditedTenant, nameOf } from './audited-tenant.ts';
import { type Token, tokens } from '../../management/resources/resource-types.ts';

/** The settings that are not safe, of everything in the tenant. */
export function judgeSafety(tenant: AuditedTenant, inventory: Inventory): readonly AuditFinding[] {
  const { applications = [], apis = [], connections = [], settings } = tenant;
  const protection = contentOf(inventory.attackProtection);
  const prompts = contentOf(inventory.prompts);
  const judged: readonly (readonly [type: Token, name: string, resource: LiveResource])[] = [
    ...applications.map((each) => [tokens.client, nameOf(each), each] as const),
    ...apis.map((each) => [tokens.resourceServer, nameOf(each), each] as const),
    ...connections
      .filter(({ properties }) => properties['strategy'] === 'auth0')
      .map((each) => [tokens.connection, nameOf(each), each] as const),
    ...(settings ? [[tokens.tenant, 'tenant settings', settings] as const] : []),
    ...(protection ? [document(tokens.attackProtection, 'attack protection', protection)] : []),
    ...(prompts ? [document(tokens.prompt, 'login experience', promptProperties(prompts))] : []),
  ];
  return judged.flatMap(([type, name, { id, properties }]) =>
    breaches(type, properties).map(({ rule, actual }) =>
      auditFinding(tenant, {
        kind: 'unsafe',
        severity: rule.severity,
        type,
        name,
        id,
        path: rule.path,
        expected: rule.safe,
        actual,
        why: rule.why,
        mend: makeSafeCommand(type, id, rule),
      }),
    ),
  );
}

const document = (type: Token, name: string, properties: LiveResource['properties']) =>
  [type, name, { id: name, properties }] as const;
