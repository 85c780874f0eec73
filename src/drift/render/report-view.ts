import { itemText as shown } from '../../text/list-difference.ts';
import { isLong, valueDifference } from '../../text/value-difference.ts';
import type { Finding } from '../findings/finding.ts';
import type { StackReport } from '../findings/report.ts';
import { isMadeBySomebody } from '../judges/attribute.ts';

/** A finding as people are shown it, of drift or of an audit. */
export type ShownFinding = Omit<Finding, 'kind'> & { readonly kind: string };

/** A report as people are shown it. */
export interface ReportView {
  /** The stack, or the tenant. */
  readonly title: string;
  /** What was looked at, in a few words. */
  readonly summary: string;
  readonly findings: readonly ShownFinding[];
  readonly notChecked: StackReport['notChecked'];
  /** What else is to be said, a sentence each. */
  readonly notes: readonly string[];
}

/** A stack's report as people are shown it. */
export function stackView(report: StackReport): ReportView {
  const { stack, domain, findings, notChecked, applied, applications, registrants = 0 } = report;
  const compared = {
    state: 'compared with the state',
    'embedded-record': 'compared with what was deployed',
    nothing: 'where nothing of the stack is deployed',
    none: 'without a state: a change of the program cannot be told from one of the tenant',
  }[applied];
  return {
    title: stack,
    summary: [domain, applications === undefined ? [] : counted(applications, 'application'), compared]
      .flat()
      .join(', '),
    findings,
    notChecked,
    notes: [
      ...(registrants > 0
        ? [`${counted(registrants, 'application')} registered through the registration that is open.`]
        : []),
      ...untold(report),
      ...report.ignored.map(
        ({ finding, reason, until }) =>
          `Ignored: ${finding.kind} ${finding.name}${finding.path ? ` ${finding.path}` : ''}: ${reason}${until ? ` (until ${until})` : ''}`,
      ),
      ...report.ignoreProblems.map(({ match, problem, until }) =>
        problem === 'expired'
          ? `.driftignore.yaml: the entry ${match} expired on ${until}. Renew it or remove it.`
          : `.driftignore.yaml: the entry ${match} matches nothing. Remove it, or state the stack that it is for.`,
      ),
    ],
  };
}

/** `1 application`, `2 applications`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Whose request made it, where the log tells. */
export const changedByText = ({ changedBy }: ShownFinding): string | undefined =>
  changedBy && `Done by ${changedBy.by}, ${changedBy.date}.`;

/** That the log does not tell of all that somebody did. */
function untold({ findings, changesSince, applied }: StackReport): readonly string[] {
  const open = findings.filter((finding) => isMadeBySomebody(finding) && finding.changedBy === undefined);
  if (open.length === 0) return [];
  const which = open.length === findings.length ? 'it' : `${open.length} of them`;
  if (changesSince !== undefined)
    return [`Who did ${which} cannot be told: the tenant's log has no such request since ${changesSince}.`];
  return applied === 'none'
    ? [`Who did ${which} cannot be told: nothing says when the stack was deployed last.`]
    : [];
}

/** What is different, in one line. */
export const differenceText = (finding: ShownFinding): string => differencesOf(finding).join('  ');

/** What is different: each thing that is there too much or too little, or what it should be and what it is. */
export function differencesOf({ expected, actual, id, kind }: ShownFinding): readonly string[] {
  if (isAdvice.has(kind)) {
    const found = actual === undefined ? [] : [shown(actual)];
    return [[...found, ...(expected === undefined ? [] : [`should be ${shown(expected)}`])].join(', ')];
  }
  if (expected === undefined && actual === undefined) return kind === 'deleted' || !id ? [] : [id];
  // Where the program was changed, the change is what a preview shows: that of the program.
  const isAhead = kind === 'code-ahead';
  const [from, to, where] = isAhead ? [actual, expected, 'the program'] : [expected, actual, 'the tenant'];
  const parts = valueDifference(from, to);
  if (parts?.length === 0) return [`other order in ${where}`];
  if (parts !== undefined && (isLong(from) || isLong(to)))
    return [`in ${where}:`, ...parts.map(({ sign, text }) => `${sign} ${text}`)];
  if (parts !== undefined) return parts.map(({ sign, text }) => `${sign} ${text} in ${where}`);
  if (to === undefined) return [`- ${shown(from)} in ${where}`];
  if (from === undefined) return [`+ ${shown(to)} in ${where}`];
  return [`${shown(from)} → ${shown(to)} in ${where}`];
}

/** Nobody had another value before: what is expected is what would be better. */
const isAdvice: ReadonlySet<string> = new Set(['undeclared', 'unsafe', 'over-wide', 'missing', 'litter']);

/** `connector callbacks`. */
export function subjectText({ name, path }: ShownFinding): string {
  return path === undefined ? name : `${name} ${path}`;
}
