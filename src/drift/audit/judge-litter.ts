import { tokens } from '../../management/resources/resource-types.ts';
import { pruneCommand } from '../../engine/stack-commands.ts';
import { byPerson } from '../mends/printed-mend.ts';
import type { AuditFinding } from './audit-report.ts';
import { auditFinding, type AuditedTenant, resourceName } from './audited-tenant.ts';

/** More third parties of one name than this are one that registered again and again. */
const mostOfOneName = 3;

/** Third-party applications that registered again and again, a name at a time. */
export function judgeLitter(tenant: AuditedTenant): readonly AuditFinding[] {
  const counts = new Map<string, number>();
  for (const application of tenant.applications ?? []) {
    if (application.properties['isFirstParty'] !== false) continue;
    counts.set(resourceName(application), (counts.get(resourceName(application)) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > mostOfOneName)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) =>
      auditFinding(tenant, {
        kind: 'litter',
        severity: count > 100 ? 'medium' : 'low',
        type: tokens.client,
        name,
        actual: count,
        why: `${count} third-party applications bear this name: each registration takes one of the applications that the plan allows.`,
        ...byPerson(
          'stack' in tenant.named
            ? `Delete those that nobody uses: ${pruneCommand(tenant.named)}`
            : "Delete those that nobody uses in Auth0's dashboard, Applications > Applications.",
        ),
      }),
    );
}
