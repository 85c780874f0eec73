import { withoutStop } from '../../text/without-stop.ts';
import { wrapWords } from '../../text/wrap-words.ts';
import type { CheckGroup } from '../../verify/check-group.ts';
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

const indent = 6;

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

/** Says who was asked, where that was not OmniChat's own server. */
function serverLines({ target: { server, resourceUrl } }: Report): string[] {
  return server === undefined ? [] : [`The ${server} answered in place of the server at ${resourceUrl}.`];
}

function countText({ checks, summary }: Report): string {
  const counts = (Object.keys(counted) as Ending[])
    .filter((status) => summary[status] > 0)
    .map((status) => `${summary[status]} ${counted[status]}`);
  return `${counting(checks.length, 'check')}: ${counts.join(', ')}.`;
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
    ids.length === 0 ? [] : [styled('dim', `${what}: ${ids.map(({ id }) => id).join(', ')}`, terminal)];
  return [
    headingOf(check, terminal),
    wrapped(evidence, terminal),
    ...(remedy === undefined
      ? []
      : [wrapped(`setting: ${remedy.setting}`, terminal), ...mendingLines(remedy)]),
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

/** Steps of a person and lines for a shell, each on a line of its own: commands stay in one piece, to be copied. */
function mendingLines({ before, command, after }: Remedy): string[] {
  const steps = [before, command, after].filter((step) => step !== undefined);
  return steps.map((step, index) => `${' '.repeat(indent)}${index === 0 ? 'mend it:' : 'then:   '} ${step}`);
}

/** What was skipped, by reason: one reason skips many. Reasons that the conclusion tells stand there alone. */
function skippedLines({ checks, conclusion }: Report, terminal: Terminal): string[] {
  const skipped = checks.filter(
    ({ status, evidence }) => status === 'skip' && !conclusion?.sentence.includes(evidence),
  );
  const reasons = [...new Set(skipped.map(({ evidence }) => evidence))];
  return reasons.map((reason) => {
    const count = skipped.filter(({ evidence }) => evidence === reason).length;
    return styled('dim', `- ${count} skipped: ${reason}`, terminal, 2);
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
        ...(check.status === 'skip' ? [styled('dim', check.evidence, terminal)] : []),
      ]),
    '',
  ]);
}

/** The id comes first, so that no title, however long, makes it wrap. */
function headingOf({ id, title, severity, status }: ReportedCheck, terminal: Terminal): string {
  const { mark, style } = marks[endingOf({ status, severity })];
  const line = wrapWords(`  ${mark} ${id}  ${title}`, terminal.columns, indent);
  return `  ${terminal.style(style, mark)}${line.slice(2 + mark.length)}`;
}

const wrapped = (text: string, { columns }: Terminal, margin = indent) =>
  wrapWords(`${' '.repeat(margin)}${text}`, columns, margin === indent ? indent : margin + 2);

const styled = (style: Style, text: string, terminal: Terminal, margin = indent) =>
  terminal.style(style, wrapped(text, terminal, margin));

const counting = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
