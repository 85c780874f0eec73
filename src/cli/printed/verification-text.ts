import { wrapWords } from '../../text/wrap-words.ts';
import type { CheckGroup } from '../../verify/check-group.ts';
import { mendingText } from '../../verify/remedy.ts';
import { type Ending, endingOf, outcomeOf, type Report, type ReportedCheck } from '../../verify/report.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Style, Terminal } from '../terminal.ts';

const marks: Record<Ending, { mark: string; style: Style }> = {
  pass: { mark: '✓', style: 'green' },
  fail: { mark: '✗', style: 'red' },
  warning: { mark: '!', style: 'yellow' },
  skip: { mark: '-', style: 'dim' },
  unknown: { mark: '?', style: 'yellow' },
};

const counted: Record<Ending, string> = {
  pass: 'passed',
  fail: 'failed',
  warning: 'warned',
  skip: 'skipped',
  unknown: 'could not tell',
};

/** A report for people: group by group, with evidence and remedy where a check did not pass. */
export function reportText(report: Report, terminal: Terminal): string {
  const { checks, conclusion } = report;
  const groups = [...new Set(checks.map(({ group }) => group))];
  return [
    ...groups.flatMap((name) => [
      terminal.style('bold', name),
      ...checks.filter(({ group }) => group === name).flatMap((check) => checkLines(check, terminal)),
      '',
    ]),
    ...serverLines(report),
    countText(report),
    ...leftLines(report),
    ...(conclusion === undefined ? [] : [conclusion.sentence]),
  ].join('\n');
}

/** The same in brief: what did not pass, and how many did. */
export function failuresText(report: Report, terminal: Terminal): string {
  const odd = report.checks.filter(({ status }) => status === 'fail' || status === 'unknown');
  return [
    ...odd.flatMap((check) => checkLines(check, terminal)),
    countText(report),
    ...leftLines(report),
  ].join('\n');
}

/** Names the clients that were registered and are still there. */
export function leftLines({ left = [] }: Report): string[] {
  return left.map(
    ({ clientId, reason }) => `The registered client ${clientId} is left: ${reason.replace(/\.$/, '')}.`,
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
  return `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}: ${counts.join(', ')}.`;
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

function checkLines(
  { id, title, severity, status, evidence, remedy }: ReportedCheck,
  terminal: Terminal,
): string[] {
  const { mark, style } = marks[endingOf({ status, severity })];
  const heading = `  ${terminal.style(style, mark)} ${title}  ${terminal.style('dim', id)}`;
  if (status === 'pass') return [heading];
  const mending = remedy && mendingText(remedy);
  const wrapped = (text: string) => wrapWords(`${' '.repeat(6)}${text}`, terminal.columns, 6);
  return [
    heading,
    wrapped(evidence),
    ...(remedy === undefined ? [] : [wrapped(`setting: ${remedy.setting}`)]),
    // Commands stay in one piece, to be copied.
    ...(mending === undefined ? [] : [`      mend it: ${mending}`]),
  ];
}
