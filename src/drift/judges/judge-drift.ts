import { adoptCommand } from '../../engine/stack-commands.ts';
import { declaredClients, knownClients } from '../../../infra/declared-clients.ts';
import type { Settings } from '../../../infra/settings/settings.ts';
import type { DesiredTenant } from '../../../infra/tenant.ts';
import { managementAudience } from '../../../infra/tenant.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import type { Applied } from '../stack/applied.ts';
import { desiredResources } from '../stack/desired.ts';
import type { Finding, NotChecked } from '../findings/finding.ts';
import type { Inventory } from '../tenant/inventory.ts';
import { causesFirst } from './causes-first.ts';
import { judgeDeclared } from './judge-declared.ts';
import { judgeSecrets, secretsInState } from './judge-secrets.ts';
import { judgeUndeclared } from './judge-undeclared.ts';
import { judgeUnmanaged } from './judge-unmanaged.ts';
import { locate } from './locate.ts';
import { holdersText, type ProbedSecret } from '../tenant/secret-probe.ts';
import { notCheckedOf } from '../tenant/reading.ts';

/** What a tenant is judged by. */
export interface DriftSubject {
  readonly stack: string;
  /** Whether the tenant is on this machine. */
  readonly local: boolean;
  readonly settings: Settings;
  /** What the settings make of the tenant. */
  readonly tenant: DesiredTenant;
  readonly applied: Applied | undefined;
  /** The application whose credentials were used. */
  readonly ownClientId: string;
}

/** What was read. */
export interface DriftEvidence {
  readonly inventory: Inventory;
  readonly probed: readonly ProbedSecret[];
}

/** Judges what was read; pure. Findings come with the worst first. */
export function judgeDrift(
  { stack, local, settings, tenant, applied, ownClientId }: DriftSubject,
  { inventory, probed }: DriftEvidence,
): { readonly findings: readonly Finding[]; readonly notChecked: readonly NotChecked[] } {
  const located = locate(desiredResources(tenant), inventory, applied);
  const byPulumi = local && applied?.source === 'state';
  const inTheWay = located.some(({ namesakes }) => namesakes.length > 0);
  const first = inTheWay ? adoptCommand({ stack, byPulumi }) : undefined;
  const connectionIsGone = located.some(
    ({ desired: { type }, state }) => type === tokens.connection && state === 'absent',
  );
  const knownFrom = applied?.source;
  const judged = { stack, local, byPulumi, connectionIsGone, domain: settings.domain, first, knownFrom };
  const known = {
    ownClientId,
    audiences: { api: settings.apiIdentifier, management: managementAudience(settings.domain) },
    clients: [...knownClients, ...declaredClients(settings)],
  };
  const secrets = probed.map(
    (secret) => [`secret of ${secret.name} in ${holdersText(secret)}`, secret.works] as const,
  );
  return {
    findings: causesFirst(
      [
        ...judgeDeclared(located, applied, judged),
        ...judgeUnmanaged({ located, inventory, applied }, known, judged),
        ...judgeUndeclared(located, inventory, judged),
        ...judgeSecrets(probed, judged),
      ],
      located,
    ),
    notChecked: [
      ...inventory.notRead(),
      ...notCheckedOf(Object.fromEntries(secrets)),
      ...secretsInState(applied).notChecked,
    ],
  };
}
