import { oneLine } from '../../text/one-line.ts';
import { changedByText, differenceText, type ReportView, subjectText } from './report-view.ts';
import { verdictLine } from './text.ts';

/** Issues and step summaries have an end; `--json` has all. */
const mostRows = 100;

/** A report for a step summary or an issue: a table, the worst first. */
export function renderMarkdown(view: ReportView): string {
  const { title, summary, findings, notChecked, notes } = view;
  const rows = findings.slice(0, mostRows);
  return [
    `### ${code(title)}`,
    '',
    `${escaped(summary)}. ${verdictLine(view)}`,
    ...(rows.length === 0
      ? []
      : [
          '',
          '| severity | kind | what | difference | why | mend it |',
          '| --- | --- | --- | --- | --- | --- |',
          ...rows.map((finding) => {
            const { severity, kind, why, mend, mendBy, dashboardUrl } = finding;
            const difference = differenceText(finding);
            return `| ${[
              severity === 'critical' ? `**${severity}**` : severity,
              kind,
              code(subjectText(finding)) + (dashboardUrl ? ` ([dashboard](${dashboardUrl}))` : ''),
              difference === '' ? '' : code(difference),
              escaped([why, changedByText(finding)].filter(Boolean).join(' ')),
              mendBy === 'command' ? code(mend) : escaped(mend),
            ].join(' | ')} |`;
          }),
        ]),
    ...(findings.length > rows.length ? ['', `… and ${findings.length - rows.length} more.`] : []),
    ...(notChecked.length === 0
      ? []
      : [
          '',
          '**Not checked**',
          '',
          ...notChecked.map(
            ({ what, missingScopes, reason }) =>
              `- ${escaped(what)}${missingScopes ? ` (missing scope ${missingScopes.map(code).join(' or ')})` : ''}: ${escaped(reason)}`,
          ),
        ]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `- ${escaped(note)}`)]),
  ].join('\n');
}

/** Names at Auth0 are anybody's: inside a code span nothing mentions, links or formats. */
function code(text: string): string {
  const harmless = oneLine(text)
    .replaceAll('`', "'")
    .replaceAll('|', String.raw`\|`);
  return `\`${harmless === '' ? ' ' : harmless}\``;
}

function escaped(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_[\]<>|#@!~]/g, String.raw`\$&`);
}
