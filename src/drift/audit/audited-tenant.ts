import type { Settings } from '../../../infra/settings/settings.ts';
import { desiredTenant, managementAudience } from '../../../infra/tenant.ts';
import type { NamedTenant } from '../../engine/mend-commands.ts';
import { customDomains, type LiveCustomDomain } from '../../management/custom-domains.ts';
import { resourceType, type Token, tokens } from '../../management/resources/resource-types.ts';
import { dashboardUrl } from '../judges/dashboard.ts';
import { isUntouchedDefaultApp } from '../judges/default-app.ts';
import { type DesiredResource, desiredResources } from '../stack/desired.ts';
import type { Inventory } from '../tenant/inventory.ts';
import type { LiveResource } from '../../management/resources/part.ts';
import { applications } from '../../management/resources/client.ts';
import { apis } from '../../management/resources/resource-server.ts';
import { fromWire } from '../../management/properties/property-rules.ts';
import type { AuditFinding } from './audit-report.ts';

/** A tenant as an audit looks at it, in Pulumi's names. What could not be read is undefined. */
export interface AuditedTenant {
  readonly domain: string;
  /** As commands name it. */
  readonly named: NamedTenant;
  /** Whether real users depend on it. */
  readonly isProduction: boolean;
  /** What the stack declares that it is of; nothing where that is not known. */
  readonly declared: readonly DesiredResource[];
  /** The application whose credentials are used. */
  readonly ownClientId: string;
  /** Without that, and without what Auth0 makes for every tenant. */
  readonly applications: readonly LiveResource[] | undefined;
  /** Without the Management API. */
  readonly apis: readonly ApiInUse[] | undefined;
  readonly grants: readonly LiveResource[] | undefined;
  readonly connections: readonly LiveResource[] | undefined;
  readonly settings: LiveResource | undefined;
  readonly customDomains: readonly LiveCustomDomain[] | undefined;
  /** What the stack says of where people log in; undefined where no stack is known. */
  readonly login: Pick<Settings, 'customDomain'> | undefined;
}

/** An API, and the scopes that it defines. */
export interface ApiInUse extends LiveResource {
  readonly scopes: readonly string[];
}

/** An inventory as an audit looks at it. */
export function auditedTenant(
  inventory: Inventory,
  ownClientId: string,
  { named, settings: ofStack }: { readonly named: NamedTenant; readonly settings: Settings | undefined },
): AuditedTenant {
  const { domain } = inventory;
  const read = (type: Token) => (inventory.isUnread(type) ? undefined : inventory.resources(type));
  const [settings] = inventory.resources(tokens.tenant);
  return {
    domain,
    named,
    isProduction: ofStack?.production ?? true,
    declared: ofStack === undefined ? [] : desiredResources(desiredTenant(ofStack)),
    ownClientId,
    applications: inventory
      .contentOf(applications)
      ?.kept.filter((wire) => wire.client_id !== ownClientId && !isUntouchedDefaultApp(wire))
      .map((wire) => ({ id: wire.client_id, properties: fromWire(wire, resourceType(tokens.client).rules) })),
    apis: inventory
      .contentOf(apis)
      ?.filter(({ identifier }) => identifier !== managementAudience(domain))
      .map((wire) => ({
        id: wire.id,
        properties: fromWire(wire, resourceType(tokens.resourceServer).rules),
        scopes: Array.isArray(wire['scopes'])
          ? (wire['scopes'] as readonly { readonly value: string }[]).map(({ value }) => value)
          : [],
      })),
    grants: read(tokens.clientGrant),
    connections: read(tokens.connection),
    settings,
    customDomains: inventory.contentOf(customDomains),
    login: ofStack,
  };
}

/** A finding with its dashboard address, where there is one. */
export function auditFinding(
  { domain }: Pick<AuditedTenant, 'domain'>,
  finding: Omit<AuditFinding, 'dashboardUrl'>,
): AuditFinding {
  const url = dashboardUrl(domain, finding.type, finding.id ?? '');
  return url === undefined ? finding : { ...finding, dashboardUrl: url };
}

/** What people call a resource; an application that is not the only one of its name, with its client id. */
export function calledIn(tenant: Pick<AuditedTenant, 'applications'>, resource: LiveResource): string {
  const name = resourceName(resource);
  const alike = tenant.applications?.filter((each) => resourceName(each) === name) ?? [];
  const isOneOfThem = alike.some(({ id }) => id === resource.id);
  return isOneOfThem && alike.length > 1 ? `${name} (${resource.id})` : name;
}

/** What people call a resource. */
export function resourceName({ id, properties: { name } }: LiveResource): string {
  return typeof name === 'string' ? name : id;
}
