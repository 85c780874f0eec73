import { withoutStop } from '../../text/without-stop.ts';
import { type CheckGroup, clientGroups } from '../../verify/check-group.ts';
import type { Remedy } from '../../verify/remedy.ts';
import { type Ending, endingOf, outcomeOf, type Report, type ReportedCheck } from '../../verify/report.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Style, Terminal } from '../terminal.ts';

const marks: Record<Ending, { readonly mark: string; readonly style: Style }> = {
  fail: { mark: '✗', style: 'red' },
  unknown: { mark: '?', style: 'yellow' },
  warning: { mark: '!', style: 'yellow' },
  skip: { mark: '-', style: 'dim' },
  pass: { mark: '✓', style: 'green' },
};

const counted: Record<Ending, string> = {
  pass: 'passed',
  fail: 'failed',
  warning: 'warned',
  skip: 'skipped',
  unknown: 'could not tell',
};

const margin = ' '.repeat(6);

/**
 * A report for people: what is wrong on top, the root causes first, each with its evidence, its remedy and the checks that follow
 * from it; then what was skipped, and why; then the counts, and the conclusion.
 *
 * @param options `all` lists every check, group by group, too
 */
export function reportText(
  report: Report,
  terminal: Terminal,
  options: { readonly all?: boolean } = {},
): string {
  const { checks, conclusion } = report;
  const causes = checks.filter(({ because }) => because === undefined);
  const odd = (['fail', 'unknown', 'warning'] as const).flatMap((ending) =>
    causes.filter((check) => endingOf(check) === ending),
  );
  const lines = [
    ...odd.flatMap((check) => faultLines(check, checks, terminal)),
    ...(options.all ? [] : skippedLines(report, terminal)),
  ];
  return [
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    ...(options.all ? groupLines(checks, terminal) : []),
    ...serverLines(report),
    countText(report),
    ...leftLines(report),
    ...(conclusion === undefined ? [] : [conclusion.fault?.sentence ?? conclusion.sentence]),
  ].join('\n');
}

/** Names the clients that were registered and are still there. */
export function leftLines({ left = [] }: Pick<Report, 'left'>): string[] {
  return left.map(
    ({ clientId, reason }) => `The registered client ${clientId} is left: ${withoutStop(reason)}.`,
  );
}

/** Says who was asked, where that was not OmniChat's own server and the conclusion does not say so. */
function serverLines({ target: { server, resourceUrl }, conclusion }: Report): string[] {
  return server === undefined || conclusion?.sentence.includes(server)
    ? []
    : [`The ${server} answered in place of the server at ${resourceUrl}.`];
}

/** Where a client's whole way was gone beside the parts, how many checks that was: the parts alone are fewer. */
function countText({ checks, summary }: Report): string {
  const counts = (Object.keys(counted) as Ending[])
    .filter((status) => summary[status] > 0)
    .map((status) => `${summary[status]} ${counted[status]}`);
  const ways = clientGroups.flatMap(({ name, client }) => {
    const count = checks.filter(({ group }) => group === name).length;
    return client === undefined || count % checks.length === 0
      ? []
      : [`, ${count} of them ${client.title}'s whole way`];
  });
  return `${counting(checks.length, 'check')}${ways.join('')}: ${counts.join(', ')}.`;
}

/** 0 when all passed or only warned, 2 when one failed, 1 when that could not be told or a registered client is left. */
export function verificationExitCode(report: Report): number {
  const passed = report.left === undefined ? exitCodes.ok : exitCodes.failed;
  return { passed, failed: exitCodes.difference, unknown: exitCodes.failed }[outcomeOf(report)];
}

/** Tells of each group as its last check ends. */
export function groupProgress(
  groups: readonly CheckGroup[],
  terminal: Terminal,
): (result: ReportedCheck) => void {
  const left = new Map(groups.map(({ name, checks }) => [name, checks.length]));
  return ({ group }) => {
    const remaining = (left.get(group) ?? 0) - 1;
    left.set(group, remaining);
    if (remaining === 0) terminal.progress(`${group}: done`);
  };
}

function faultLines(check: ReportedCheck, checks: readonly ReportedCheck[], terminal: Terminal): string[] {
  const { evidence, remedy } = check;
  const following = checks.filter(({ because }) => because === check.id);
  const told = (ids: readonly ReportedCheck[], what: string) =>
    ids.length === 0
      ? []
      : [terminal.style('dim', `${margin}${what}: ${ids.map(({ id }) => id).join(', ')}`)];
  return [
    headingOf(check, terminal),
    margin + evidence,
    ...(remedy === undefined ? [] : [`${margin}setting: ${remedy.setting}`, ...mendingLines(remedy)]),
    ...told(
      following.filter(({ status }) => status === 'fail'),
      'fails with it',
    ),
    ...told(
      following.filter(({ status }) => status === 'unknown'),
      'cannot be told until then',
    ),
  ];
}

/** Steps of a person and commands for a shell, each on a line of its own. */
function mendingLines({ before, command, after }: Remedy): string[] {
  const steps = [before, command, after].filter((step) => step !== undefined);
  return steps.map((step, index) => `${margin}${index === 0 ? 'mend it:' : 'then:   '} ${step}`);
}

/** What was skipped, by reason: one reason skips many. Reasons that the conclusion tells stand there alone. */
function skippedLines({ checks, conclusion }: Report, terminal: Terminal): string[] {
  const skipped = checks.filter(
    ({ status, evidence }) => status === 'skip' && !conclusion?.sentence.includes(evidence),
  );
  const reasons = [...new Set(skipped.map(({ evidence }) => evidence))];
  return reasons.map((reason) => {
    const count = skipped.filter(({ evidence }) => evidence === reason).length;
    return terminal.style('dim', `  - ${count} skipped: ${reason}`);
  });
}

function groupLines(checks: readonly ReportedCheck[], terminal: Terminal): string[] {
  const groups = [...new Set(checks.map(({ group }) => group))];
  return groups.flatMap((name) => [
    terminal.style('bold', name),
    ...checks
      .filter(({ group }) => group === name)
      .flatMap((check) => [
        headingOf(check, terminal),
        ...(check.status === 'skip' ? [terminal.style('dim', margin + check.evidence)] : []),
      ]),
    '',
  ]);
}

const headingOf = ({ id, title, severity, status }: ReportedCheck, terminal: Terminal): string => {
  const { mark, style } = marks[endingOf({ status, severity })];
  return `  ${terminal.style(style, mark)} ${id}  ${title}`;
};

const counting = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
