import type { Inventory } from '../inventory.ts';
import type { LiveResource } from '../live-resource.ts';
import { makeSafeCommand } from '../mend.ts';
import { breaches, settingsTokens } from '../safety/rules-by-type.ts';
import { contentOf } from '../source.ts';
import { attackProtectionProperties, promptProperties } from '../tenant-documents.ts';
import { tokens } from '../desired.ts';
import type { AuditFinding } from './audit-report.ts';
import { auditFinding, type AuditedTenant, nameOf } from './audited-tenant.ts';

/** The settings that are not safe, of everything in the tenant. */
export function judgeSafety(tenant: AuditedTenant, inventory: Inventory): readonly AuditFinding[] {
  const { applications = [], apis = [], connections = [], settings } = tenant;
  const protection = contentOf(inventory.attackProtection);
  const prompts = contentOf(inventory.prompts);
  const judged: readonly (readonly [type: string, name: string, resource: LiveResource])[] = [
    ...applications.map((each) => [tokens.client, nameOf(each), each] as const),
    ...apis.map((each) => [tokens.resourceServer, nameOf(each), each] as const),
    ...connections
      .filter(({ properties }) => properties['strategy'] === 'auth0')
      .map((each) => [tokens.connection, nameOf(each), each] as const),
    ...(settings ? [[tokens.tenant, 'tenant settings', settings] as const] : []),
    ...(protection
      ? [
          document(
            settingsTokens.attackProtection,
            'attack protection',
            attackProtectionProperties(protection),
          ),
        ]
      : []),
    ...(prompts ? [document(settingsTokens.prompt, 'login experience', promptProperties(prompts))] : []),
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

const document = (type: string, name: string, properties: LiveResource['properties']) =>
  [type, name, { id: name, properties }] as const;
