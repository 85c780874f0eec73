import type { Settings } from '../../../infra/settings/settings.ts';
import type { NamedTenant } from '../../engine/mend-commands.ts';
import { type Clock, systemClock } from '../../management/clock.ts';
import { customDomains } from '../../management/custom-domains.ts';
import { ManagementClient } from '../../management/management-client.ts';
import type { ClientCredentials } from '../../management/management-token.ts';
import { wireNameOf } from '../../management/properties/property-rules.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import { resourceType, tokens } from '../../management/resources/resource-types.ts';
import { type InventoryRequest, type Progress, readInventory } from '../tenant/inventory.ts';
import { safetyProperties } from '../judgements/judgements.ts';
import { leavesOpen } from '../findings/finding.ts';
import { isAtLeast, type Severity, worstFirst } from '../findings/severity.ts';
import { applications } from '../../management/resources/client.ts';
import type { AuditReport } from './audit-report.ts';
import { auditedTenant } from './audited-tenant.ts';
import { judgeCustomDomains } from './judge-custom-domains.ts';
import { judgeGrants } from './judge-grants.ts';
import { judgeLitter } from './judge-litter.ts';
import { judgeReadiness } from './judge-readiness.ts';
import { judgeSafety } from './judge-safety.ts';

/** Which tenant to audit, and by whose eyes. */
export interface Audit {
  readonly address: TenantAddress;
  /** An application with the scopes to read. */
  readonly credentials: ClientCredentials;
  /** As the commands that mend it name it. */
  readonly named: NamedTenant;
  /** Of the stack that the tenant is of. @default none: whatever is there nobody declares, and real users may depend on it */
  readonly settings?: Settings;
  /** The mildest severity that counts as a finding. */
  readonly failOn: Severity;
  readonly onProgress?: (progress: Progress) => void;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** Says what is unsafe in a tenant, or unfit for ChatGPT, whoever made it. Reads only. */
export async function auditTenant({
  address,
  credentials,
  named,
  settings,
  failOn,
  onProgress,
  clock = systemClock,
}: Audit): Promise<AuditReport> {
  const api = new ManagementClient({ ...address, credentials, clock });
  try {
    const inventory = await readInventory(api, request, onProgress);
    const tenant = auditedTenant(inventory, credentials.clientId, { named, settings });
    const findings = [
      ...judgeSafety(tenant, inventory),
      ...judgeGrants(tenant),
      ...judgeReadiness(tenant),
      ...judgeCustomDomains(tenant),
      ...judgeLitter(tenant),
    ].toSorted(worstFirst);
    const notChecked = inventory.notRead();
    const found = inventory.contentOf(applications);
    return {
      schemaVersion: 1,
      domain: address.domain,
      verdict: notChecked.some(leavesOpen)
        ? 'unknown'
        : findings.some(({ severity }) => isAtLeast(severity, failOn))
          ? 'findings'
          : 'clean',
      ...(found && { applications: found.count }),
      findings,
      notChecked,
    };
  } finally {
    await api.close();
  }
}

const isDatabase: InventoryRequest['isConnectionWanted'] = ({ strategy }) => strategy === 'auth0';

const request: InventoryRequest = {
  applicationFields: [
    'app_type',
    'token_endpoint_auth_method',
    'external_client_id',
    ...safetyProperties(tokens.client).map((name) => wireNameOf(name, resourceType(tokens.client).rules)),
  ],
  keepApplication: (application) => application,
  isConnectionWanted: isDatabase,
  areItsClientsWanted: isDatabase,
  declared: new Set(),
  beside: [customDomains],
  isRoleWanted: () => false,
};
