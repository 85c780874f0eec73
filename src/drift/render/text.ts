import type { styleText } from 'node:util';
import { isLong } from '../../text/value-difference.ts';
import { oneLine } from '../../text/one-line.ts';
import { leavesOpen, type NotChecked } from '../findings/finding.ts';
import type { Severity } from '../findings/severity.ts';
import {
  changedByText,
  counted,
  differencesOf,
  type ReportView,
  type ShownFinding,
  subjectText,
} from './report-view.ts';

/** One style: Node 20 gives several at once to streams without colours too. */
type Style = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** Styles text where the output is a terminal with colours. */
export type Styler = (style: Style, text: string) => string;

/** More than this nobody reads; `--json` has all. */
const mostRows = 40;

const severityStyles: Readonly<Record<Severity, Style>> = {
  critical: 'redBright',
  high: 'red',
  medium: 'yellow',
  low: 'dim',
};

/**
 * A report for a person at a terminal, the worst first: of each finding what it is, why it matters, and the command that mends
 * it on a line of its own, to be copied; once for all findings that it mends. Names at Auth0 are anybody's, so that each is one line.
 *
 * @param columns the width of the terminal; none where nobody reads line by line
 */
export function renderText(view: ReportView, style: Styler, columns?: number): string {
  const { title, summary, findings, notChecked, notes } = view;
  const rows = findings.slice(0, mostRows);
  const widths = {
    severity: width(rows.map(({ severity }) => severity)),
    kind: width(rows.map(({ kind }) => kind)),
    subject: Math.min(60, width(rows.map((finding) => oneLine(subjectText(finding))))),
  };
  const indent = widths.severity + 4;
  const margin = ' '.repeat(indent);
  const rowOf = (finding: ShownFinding): string[] => {
    const { severity, kind, dashboardUrl } = finding;
    const mark = style(severityStyles[severity], severity.padEnd(widths.severity));
    const subject = oneLine(subjectText(finding));
    const differences = differencesOf(finding).map((text) => oneLine(text));
    const difference = differences.join('  ');
    const who = changedByText(finding);
    const row = `${kind.padEnd(widths.kind)}  ${subject.padEnd(widths.subject)}  ${difference}`;
    const inLines = isLong(finding.expected) || isLong(finding.actual);
    const fits = !inLines && (columns === undefined || indent + row.length <= columns);
    return [
      ...(fits
        ? [`  ${mark}  ${row}`.trimEnd()]
        : [
            `  ${mark}  ${kind.padEnd(widths.kind)}  ${subject}`,
            ...differences.map((each) => margin + each),
          ]),
      ...(who === undefined ? [] : [margin + oneLine(who)]),
      ...(dashboardUrl === undefined ? [] : [style('dim', margin + dashboardUrl)]),
    ];
  };
  /** Of one cause once, however much it keeps from being looked at. */
  const notCheckedLines = (parts: ReportView['notChecked']) =>
    groupedBy(parts, openText).flatMap(([reason, alike]) => {
      const mark = style(alike.every(leavesOpen) ? 'redBright' : 'dim', 'not checked');
      const what = alike.map((part) => oneLine(part.what)).join(', ');
      return `  ${mark}  ${what}: ${oneLine(reason)}`;
    });
  /** A command stands whole, to be copied; a step is prose. */
  const mendLine = (mend: string, mended: readonly ShownFinding[]) => {
    const which = mended.length > 1 ? `these ${mended.length}` : 'it';
    return mended[0]?.mendBy === 'person'
      ? `${margin}for a person to mend ${which}: ${oneLine(mend)}`
      : `${margin}mend ${which}: ${oneLine(mend)}`;
  };
  // What one command mends is one thing to do, however many findings it is, and each reason is told once of those that share it.
  const groups = groupedBy(rows, ({ mend }) => mend).flatMap(([mend, mended]) => [
    ...groupedBy(mended, ({ why }) => why).flatMap(([why, alike]) => [
      ...alike.flatMap(rowOf),
      style('dim', margin + oneLine(why)),
    ]),
    mendLine(mend, mended),
  ]);
  return [
    `${style('bold', oneLine(title))}  ${oneLine(summary)}`,
    '',
    ...notCheckedLines(notChecked.filter(leavesOpen)),
    ...groups,
    ...(findings.length > rows.length
      ? [`  … and ${findings.length - rows.length} more; --json lists all.`]
      : []),
    ...notCheckedLines(notChecked.filter((part) => !leavesOpen(part))),
    ...notes.map((note) => `  ${oneLine(note)}`),
    ...(findings.length + notChecked.length + notes.length > 0 ? [''] : []),
    verdictLine(view),
  ].join('\n');
}

/** Why something was not checked; of a missing scope what to do, and `--json` has the rest. */
const openText = ({ missingScopes, reason }: NotChecked) =>
  missingScopes === undefined
    ? reason
    : `grant ${missingScopes.join(' or ')} to the application whose credentials are used`;

/** What it comes to, in one line. */
export function verdictLine({ findings, notChecked }: ReportView): string {
  const isOpen = notChecked.some(leavesOpen);
  if (findings.length === 0)
    return isOpen
      ? 'Not everything could be checked, so there is no verdict.'
      : notChecked.length > 0
        ? 'No finding in what was checked.'
        : 'No finding.';
  const found = counted(findings.length, 'finding');
  return isOpen ? `${found}, and not everything could be checked.` : `${found}.`;
}

/** In the order in which each key comes first. */
function groupedBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly [string, Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups];
}

const width = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
