import { managementAudience } from '../../../infra/tenant.ts';
import { deployerScopes } from '../../management/resources/deployer-scopes.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import type { Severity } from '../findings/severity.ts';
import { significanceOf } from '../judges/significance.ts';
import { deleting, makingSafe, type PrintedMend, setting } from '../mends/printed-mend.ts';
import { logsPeopleIn } from '../safety/application-rules.ts';
import { grantRules } from '../safety/grant-rules.ts';
import type { LiveResource } from '../../management/resources/part.ts';
import type { AuditFinding } from './audit-report.ts';
import { auditFinding, type AuditedTenant, calledIn } from './audited-tenant.ts';

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

const registering = 'create:clients';

/** Those of whoever deploys a tenant like this one, its roles and credentials aside. */
const deploying = deployerScopes([
  tokens.client,
  tokens.resourceServer,
  tokens.clientGrant,
  tokens.connection,
  tokens.tenant,
]).map(({ scope }) => scope);

/** The grants that permit more than an application can need. */
export function judgeGrants(tenant: AuditedTenant): readonly AuditFinding[] {
  const applications = new Map(tenant.applications?.map((each) => [each.id, each]));
  return (tenant.grants ?? []).flatMap((grant) => {
    const { clientId, audience } = grant.properties as Readonly<Record<string, string | undefined>>;
    if (clientId === tenant.ownClientId) return [];
    const holder = applications.get(clientId ?? '');
    const onManagement = audience === managementAudience(tenant.domain);
    const judgement = onManagement ? managementJudgement(tenant, grant, holder) : apiJudgement(tenant, grant);
    if (judgement === undefined) return [];
    return [
      auditFinding(tenant, {
        kind: 'over-wide',
        type: tokens.clientGrant,
        name: `${holder ? calledIn(tenant, holder) : (clientId ?? 'third parties')} → ${audience}`,
        id: grant.id,
        ...judgement,
      }),
    ];
  });
}

interface Judgement extends PrintedMend {
  readonly path: string;
  readonly severity: Severity;
  readonly actual: unknown;
  readonly why: string;
}

/** A grant of everything that the API has, and will have. */
function apiJudgement(
  { named, apis }: AuditedTenant,
  { id, properties }: LiveResource,
): Judgement | undefined {
  const rule = grantRules.find(({ path }) => path === 'allowAllScopes');
  if (rule === undefined || !rule.isUnsafe(properties[rule.path], properties)) return undefined;
  const { path, severity, why } = rule;
  const scopes = apis?.find((api) => api.properties['identifier'] === properties['audience'])?.scopes ?? [];
  const unsafe = { type: tokens.clientGrant, id, properties, stated: { scopes } };
  return { path, severity, actual: 'all scopes', why, ...makingSafe(named, unsafe, rule) };
}

function managementJudgement(
  { named }: AuditedTenant,
  { id, properties }: LiveResource,
  holder: LiveResource | undefined,
): Judgement | undefined {
  const held = scopesOf(properties);
  const common = { path: 'scopes', actual: properties['allowAllScopes'] === true ? 'all scopes' : held };
  const deleted = deleting(named, tokens.clientGrant, id);
  if (holder !== undefined && logsPeopleIn(holder.properties['grantTypes'])) {
    return {
      ...common,
      severity: 'critical',
      why: 'An application that logs people in has power over the tenant: whoever gets its secret has it too. Give it to a machine-to-machine application of its own.',
      ...deleted,
    };
  }
  const keeping = (scopes: readonly string[]) =>
    scopes.length === 0 ? deleted : setting(named, tokens.clientGrant, id, { scopes });
  if (held.includes(registering) && held.length > 1 && !deploying.every((scope) => held.includes(scope))) {
    return {
      ...common,
      severity: significanceOf(tokens.clientGrant, 'scopes').severity,
      actual: held.filter((scope) => scope !== registering),
      why: 'What registers clients needs no more than that, and stands at an address that is open to everybody.',
      ...keeping([registering]),
    };
  }
  const mighty = held.filter((scope) => mightyScopes.has(scope));
  if (properties['allowAllScopes'] !== true && mighty.length === 0) return undefined;
  return {
    ...common,
    severity: 'medium',
    actual: mighty.length === 0 ? common.actual : mighty,
    why: 'With these scopes it can give itself everything else. Only what deploys the tenant needs them.',
    ...keeping(held.filter((scope) => !mightyScopes.has(scope))),
  };
}

const scopesOf = ({ scopes }: Properties): readonly string[] =>
  Array.isArray(scopes) ? scopes.map(String) : [];
