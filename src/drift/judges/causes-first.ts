import type { Finding } from '../findings/finding.ts';
import { isAtLeast, worstFirst } from '../findings/severity.ts';
import type { LocatedResource } from './locate.ts';

/**
 * Findings with the worst first. What was lost comes before what could not be kept without it, however much worse that is: no grant
 * and no role holds a scope that its API has not.
 *
 * @param findings of declared resources in an order in which each could be created
 */
export function causesFirst(
  findings: readonly Finding[],
  located: readonly LocatedResource[],
): readonly Finding[] {
  const desired = new Map(located.map((resource) => [resource.desired.name, resource.desired]));
  const changed = findings.filter(({ kind }) => kind === 'changed');
  const consequences = ({ name }: Finding) => {
    const cause = desired.get(name)?.component?.name ?? name;
    return changed.filter((other) => desired.get(other.name)?.needs.includes(cause));
  };
  const severityOf = (finding: Finding) =>
    (isLoss(finding) ? consequences(finding) : []).reduce(
      (worst, { severity }) => (isAtLeast(severity, worst) ? severity : worst),
      finding.severity,
    );
  return findings
    .map((finding) => ({ finding, severity: severityOf(finding) }))
    .toSorted(worstFirst)
    .map(({ finding }) => finding);
}

const isLoss = ({ kind, path, expected, actual }: Finding): boolean =>
  kind === 'changed' && (path === 'id' || (expected !== undefined && actual === undefined));
