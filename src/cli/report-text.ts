import type { Status } from '../verify/check.ts';
import type { CheckGroup } from '../verify/check-group.ts';
import { mendingText } from '../verify/remedy.ts';
import { outcomeOf, type Report, type ReportedCheck } from '../verify/report.ts';
import { exitCodes } from './exit-codes.ts';
import type { Style, Terminal } from './terminal.ts';

const marks: Record<Status, { mark: string; style: Style }> = {
  pass: { mark: '✓', style: 'green' },
  fail: { mark: '✗', style: 'red' },
  skip: { mark: '-', style: 'dim' },
  unknown: { mark: '?', style: 'yellow' },
};

const counted: Record<Status, string> = {
  pass: 'passed',
  fail: 'failed',
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
    countText(report),
    ...(conclusion === undefined ? [] : [conclusion.sentence]),
  ].join('\n');
}

/** The same in brief: what did not pass, and how many did. */
export function failuresText(report: Report, terminal: Terminal): string {
  const odd = report.checks.filter(({ status }) => status === 'fail' || status === 'unknown');
  return [...odd.flatMap((check) => checkLines(check, terminal)), countText(report)].join('\n');
}

function countText({ checks, summary }: Report): string {
  const counts = (Object.keys(counted) as Status[])
    .filter((status) => summary[status] > 0)
    .map((status) => `${summary[status]} ${counted[status]}`);
  return `${checks.length} checks: ${counts.join(', ')}.`;
}

/** 0 when all passed, 2 when one failed, 1 when that could not be told. */
export function verificationExitCode(report: Report): number {
  return { passed: exitCodes.ok, failed: exitCodes.difference, unknown: exitCodes.failed }[outcomeOf(report)];
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
  const { mark, style } = marks[status];
  const warning = status === 'fail' && severity === 'warning' ? ' (warning)' : '';
  const heading = `  ${terminal.style(style, mark)} ${title}${warning}  ${terminal.style('dim', id)}`;
  if (status === 'pass') return [heading];
  const mending = remedy && mendingText(remedy);
  return [
    heading,
    `      ${evidence}`,
    ...(remedy === undefined ? [] : [`      setting: ${remedy.setting}`]),
    ...(mending === undefined ? [] : [`      mend it: ${mending}`]),
  ];
}
