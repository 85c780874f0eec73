import { stripVTControlCharacters, type styleText } from 'node:util';
import { leavesOpen } from '../finding.ts';
import type { Severity } from '../severity.ts';
import { counted, differenceText, type ReportView, subjectText } from './report-view.ts';

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

/** A report for a person at a terminal: the worst first, two lines a finding. */
export function renderText(view: ReportView, style: Styler): string {
  const { title, summary, findings, notChecked, notes } = view;
  const rows = findings.slice(0, mostRows);
  const widths = {
    severity: width(rows.map(({ severity }) => severity)),
    kind: width(rows.map(({ kind }) => kind)),
    subject: Math.min(60, width(rows.map((finding) => plain(subjectText(finding))))),
  };
  const margin = ' '.repeat(widths.severity + widths.kind + 6);
  return [
    `${style('bold', plain(title))}  ${plain(summary)}`,
    '',
    ...rows.flatMap((finding) => {
      const { severity, kind, why, mend, dashboardUrl } = finding;
      const subject = plain(subjectText(finding)).padEnd(widths.subject);
      return [
        `  ${style(severityStyles[severity], severity.padEnd(widths.severity))}  ${kind.padEnd(widths.kind)}  ${subject}  ${plain(differenceText(finding))}`.trimEnd(),
        style(
          'dim',
          `${margin}${plain(why)} Mend it: ${plain(mend)}${dashboardUrl ? `  ${dashboardUrl}` : ''}`,
        ),
      ];
    }),
    ...(findings.length > rows.length
      ? [`  … and ${findings.length - rows.length} more; --json lists all.`]
      : []),
    ...notChecked.map(
      ({ what, missingScopes, reason, cause }) =>
        `  ${style(cause === 'encrypted' ? 'dim' : 'redBright', 'not checked')}  ${plain(what)}: ${
          missingScopes ? `the scope ${missingScopes.join(' or ')} is missing. ` : ''
        }${plain(reason)}`,
    ),
    ...notes.map((note) => `  ${plain(note)}`),
    ...(findings.length + notChecked.length + notes.length > 0 ? [''] : []),
    verdictLine(view),
  ].join('\n');
}

/** What it comes to, in one line. */
export function verdictLine({ findings, notChecked }: ReportView): string {
  const found = findings.length === 0 ? 'No finding' : counted(findings.length, 'finding');
  return notChecked.some(leavesOpen) ? `${found}, and not everything could be checked.` : `${found}.`;
}

/** Names at Auth0 are anybody's: nothing in them may steer the terminal. */
function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}|\p{Cf}/gu, ' ');
}

const width = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
