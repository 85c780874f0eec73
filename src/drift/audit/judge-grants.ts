import { managementAudience } from '../../management/management-token.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import type { LiveResource } from '../tenant/live-resource.ts';
import { deleteCommand } from '../judges/mend.ts';
import { logsPeopleIn } from '../safety/application-rules.ts';
import type { Severity } from '../findings/severity.ts';
import type { AuditFinding } from './audit-report.ts';
import { auditFinding, type AuditedTenant, nameOf } from './audited-tenant.ts';

/** With one of these an application can give itself, or anybody, everything else. */
const mightyScopes = new Set([
  'create:client_grants',
  'update:client_grants',
  'update:clients',
  'update:client_keys',
  'read:client_keys',
  'create:client_credentials',
  'update:tenant_settings',
  'update:connections',
  'update:users',
  'create:actions',
  'update:actions',
]);

/** The grants that permit more than an application can need. */
export function judgeGrants(tenant: AuditedTenant): readonly AuditFinding[] {
  const applications = new Map(tenant.applications?.map((each) => [each.id, each]));
  return (tenant.grants ?? []).flatMap((grant) => {
    const { clientId, audience } = grant.properties as Readonly<Record<string, string | undefined>>;
    if (clientId === tenant.ownClientId) return [];
    const holder = applications.get(clientId ?? '');
    const judgement = judged(tenant, grant, holder);
    if (judgement === undefined) return [];
    return [
      auditFinding(tenant, {
        kind: 'over-wide',
        type: tokens.clientGrant,
        name: `${holder ? nameOf(holder) : (clientId ?? 'third parties')} → ${audience}`,
        id: grant.id,
        path: 'scopes',
        mend: deleteCommand(tokens.clientGrant, grant.id),
        ...judgement,
      }),
    ];
  });
}

interface Judgement {
  readonly severity: Severity;
  readonly actual: unknown;
  readonly why: string;
}

function judged(
  { domain }: AuditedTenant,
  { properties }: LiveResource,
  holder: LiveResource | undefined,
): Judgement | undefined {
  const { audience, scopes, allowAllScopes } = properties;
  const held = Array.isArray(scopes) ? scopes.map(String) : [];
  if (audience !== managementAudience(domain)) {
    if (allowAllScopes !== true) return undefined;
    return {
      severity: 'high',
      actual: 'all scopes',
      why: 'It covers every scope of the API, and those that are yet to come.',
    };
  }
  if (holder !== undefined && logsPeopleIn(holder.properties['grantTypes'])) {
    return {
      severity: 'critical',
      actual: allowAllScopes === true ? 'all scopes' : held,
      why: 'An application that logs people in has power over the tenant: whoever gets its secret has it too. Give it to a machine-to-machine application of its own.',
    };
  }
  const mighty = held.filter((scope) => mightyScopes.has(scope));
  if (allowAllScopes !== true && mighty.length === 0) return undefined;
  return {
    severity: 'medium',
    actual: allowAllScopes === true ? 'all scopes' : mighty,
    why: 'With these scopes it can give itself everything else. Only what deploys the tenant needs them.',
  };
}
