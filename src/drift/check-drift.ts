import type { Settings } from '../../infra/settings/settings.ts';
import { desiredTenant } from '../../infra/tenant.ts';
import { type Clock, systemClock } from '../management/clock.ts';
import { ManagementClient } from '../management/management-client.ts';
import type { ClientCredentials } from '../management/management-token.ts';
import type { TenantAddress } from '../management/tenant-connection.ts';
import { type Applied, isNothing } from './stack/applied.ts';
import { otherTenantProblem } from './stack/other-tenant.ts';
import { type Finding, leavesOpen, type NotChecked } from './findings/finding.ts';
import { applyIgnores, type IgnoreEntry } from './findings/ignore-file.ts';
import { type Progress, readInventory } from './tenant/inventory.ts';
import { inventoryRequest } from './tenant/inventory-request.ts';
import { contentOf, notCheckedOf, readingOf } from './tenant/reading.ts';
import { latestChanges, type TenantChange } from './tenant/tenant-changes.ts';
import { attributed, isMadeBySomebody } from './judges/attribute.ts';
import { groupStrangers } from './judges/group-strangers.ts';
import { judgeDrift } from './judges/judge-drift.ts';
import { secretsInState } from './judges/judge-secrets.ts';
import { type StackReport, stackVerdict } from './findings/report.ts';
import { type HeldSecret, probeSecrets } from './tenant/secret-probe.ts';
import type { Severity } from './findings/severity.ts';
import { applications } from '../management/resources/client.ts';

/** What a stack is compared with its tenant by. */
export interface DriftCheck {
  readonly stack: string;
  readonly settings: Settings;
  /** Whether the tenant is on this machine. */
  readonly local: boolean;
  readonly address: TenantAddress;
  /** An application with the scopes to read. */
  readonly credentials: ClientCredentials;
  /** What was deployed last, where it is known. */
  readonly applied?: Applied | undefined;
  /** Secrets that somebody relies on, beside those in `applied`. */
  readonly heldSecrets: readonly HeldSecret[];
  readonly ignores: readonly IgnoreEntry[];
  /** The mildest severity that is drift. */
  readonly failOn: Severity;
  readonly onProgress?: (progress: Progress) => void;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** Compares what a stack declares, what was deployed and what its tenant holds. Reads only. */
export async function checkDrift(check: DriftCheck): Promise<StackReport> {
  const { stack, settings, local, address, credentials, applied, clock = systemClock } = check;
  const tenant = desiredTenant(settings);
  const api = new ManagementClient({ ...address, credentials, clock });
  try {
    const other = applied && contentOf(await readingOf(() => otherTenantProblem(api, applied, stack)));
    if (other !== undefined) {
      const reason = `${other.problem} ${other.cure}`;
      return notCompared(check, [{ what: 'the tenant', cause: 'other-tenant', reason }]);
    }
    const [inventory, probed] = await Promise.all([
      readInventory(api, inventoryRequest(tenant, settings, applied), check.onProgress),
      probeSecrets(address, sameOnce([...check.heldSecrets, ...secretsInState(applied).held]), clock),
    ]);
    const { findings, notChecked } = judgeDrift(
      { stack, local, settings, tenant, applied, ownClientId: credentials.clientId },
      { inventory, probed },
    );
    const today = new Date(clock.now()).toISOString().slice(0, 'yyyy-mm-dd'.length);
    const complete = !notChecked.some(leavesOpen);
    const ignoring = applyIgnores(findings, check.ignores, { stack, today, complete });
    const log = await changesSinceDeploy(api, ignoring.findings, { applied, local, nowMs: clock.now() });
    const told = attributed(ignoring.findings, log.changes, inventory);
    const found = inventory.contentOf(applications);
    return {
      stack,
      domain: settings.domain,
      verdict: stackVerdict(ignoring.findings, notChecked, check.failOn),
      applied: isNothing(applied) ? 'nothing' : (applied?.source ?? 'none'),
      ...(found && {
        applications: found.count,
        registrants: found.count - found.kept.length,
      }),
      ...ignoring,
      findings: groupStrangers(told, { stack }),
      notChecked: [...notChecked, ...log.notChecked],
      ...(log.sinceMs !== undefined && { changesSince: new Date(log.sinceMs).toISOString() }),
    };
  } finally {
    await api.close();
  }
}

/** What can be told of a stack that is compared with nothing. */
export const notCompared = (
  { stack, settings }: Pick<DriftCheck, 'stack' | 'settings'>,
  notChecked: readonly NotChecked[],
): StackReport => ({
  stack,
  domain: settings.domain,
  verdict: 'unknown',
  applied: 'none',
  findings: [],
  ignored: [],
  ignoreProblems: [],
  notChecked,
});

/** As far as the clocks of a tenant and of a machine may differ; beyond that, what a deploy wrote is told of as done after it. */
const largestSkewMs = 10_000;

/** What the log tells of changes since the last deploy, the last one first; it is asked where there is somebody to tell of. */
async function changesSinceDeploy(
  api: ManagementClient,
  findings: readonly Finding[],
  {
    applied,
    local,
    nowMs,
  }: { readonly applied: Applied | undefined; readonly local: boolean; readonly nowMs: number },
): Promise<{
  readonly changes: readonly TenantChange[];
  readonly sinceMs?: number;
  readonly notChecked: readonly NotChecked[];
}> {
  const nothing = { changes: [], notChecked: [] };
  if (applied?.savedAtMs === undefined || !findings.some(isMadeBySomebody)) return nothing;
  const reading = await readingOf(() => latestChanges(api));
  if (!reading.read) {
    const notChecked = notCheckedOf({ 'who changed it': reading });
    return { changes: [], notChecked: notChecked.map((each) => ({ ...each, optional: true as const })) };
  }
  const [latest] = reading.content;
  // A tenant on this machine can be served at another time, which says nothing of what came first.
  if (latest !== undefined && latest.atMs > nowMs + largestSkewMs) return nothing;
  const sinceMs = applied.savedAtMs + (local ? 0 : largestSkewMs);
  return { changes: reading.content.filter(({ atMs }) => atMs > sinceMs), sinceMs, notChecked: [] };
}

const together = (one: HeldSecret, other: HeldSecret): HeldSecret => ({
  ...one,
  files: [...one.files, ...other.files],
  inState: one.inState || other.inState,
  ...(other.manager && { manager: other.manager }),
  rotation: one.rotation ?? other.rotation,
});

/** A secret that several hold is tried once. */
function sameOnce(held: readonly HeldSecret[]): readonly HeldSecret[] {
  const byCredentials = new Map<string, HeldSecret>();
  for (const secret of held) {
    const key = JSON.stringify(secret.credentials);
    const known = byCredentials.get(key);
    byCredentials.set(key, known ? together(known, secret) : secret);
  }
  return [...byCredentials.values()];
}
