import { stripVTControlCharacters, type styleText } from 'node:util';
import { leavesOpen, type NotChecked } from '../findings/finding.ts';
import type { Severity } from '../findings/severity.ts';
import { counted, differenceText, type ReportView, type ShownFinding, subjectText } from './report-view.ts';
import { wrapWords } from '../../text/wrap-words.ts';

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
 * it on a line of its own, to be copied.
 *
 * @param columns the width of the terminal; none where nobody reads line by line
 */
export function renderText(view: ReportView, style: Styler, columns?: number): string {
  const { title, summary, findings, notChecked, notes } = view;
  const rows = findings.slice(0, mostRows);
  const widths = {
    severity: width(rows.map(({ severity }) => severity)),
    kind: width(rows.map(({ kind }) => kind)),
    subject: Math.min(60, width(rows.map((finding) => plain(subjectText(finding))))),
  };
  const indent = widths.severity + 4;
  const margin = ' '.repeat(indent);
  const rowOf = (finding: ShownFinding): string[] => {
    const { severity, kind, why, mend, dashboardUrl } = finding;
    const mark = style(severityStyles[severity], severity.padEnd(widths.severity));
    const subject = plain(subjectText(finding));
    const difference = plain(differenceText(finding));
    const rest = `${kind.padEnd(widths.kind)}  ${subject.padEnd(widths.subject)}  ${difference}`;
    const fits = !columns || indent + rest.length <= columns;
    return [
      ...(fits
        ? [`  ${mark}  ${rest}`.trimEnd()]
        : [`  ${mark}  ${kind}  ${subject}`, wrapWords(margin + difference, columns, indent)]),
      style('dim', wrapWords(margin + plain(why), columns, indent)),
      `${margin}mend it: ${plain(mend)}`,
      ...(dashboardUrl === undefined ? [] : [style('dim', margin + dashboardUrl)]),
    ];
  };
  return [
    `${style('bold', plain(title))}  ${plain(summary)}`,
    '',
    ...rows.flatMap(rowOf),
    ...(findings.length > rows.length
      ? [`  … and ${findings.length - rows.length} more; --json lists all.`]
      : []),
    ...notChecked.map((part) => {
      const mark = style(part.cause === 'encrypted' ? 'dim' : 'redBright', 'not checked');
      const text = wrapWords(`               ${plain(part.what)}: ${plain(openText(part))}`, columns, 15);
      return `  ${mark}${text.slice('  not checked'.length)}`;
    }),
    ...notes.map((note) => wrapWords(`  ${plain(note)}`, columns, 4)),
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
  const found = findings.length === 0 ? 'No finding' : counted(findings.length, 'finding');
  return notChecked.some(leavesOpen) ? `${found}, and not everything could be checked.` : `${found}.`;
}

/** Names at Auth0 are anybody's: nothing in them may steer a terminal, or the page that shows a log. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}|\p{Cf}/gu, ' ');
}

const width = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
