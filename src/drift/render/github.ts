import { oneLine } from '../../text/one-line.ts';
import { commandData, maskCommand } from '../../text/workflow-commands.ts';
import { leavesOpen, type NotChecked } from '../findings/finding.ts';
import {
  changedByText,
  differenceText,
  type ReportView,
  type ShownFinding,
  subjectText,
} from './report-view.ts';
import { verdictLine } from './text.ts';

/** GitHub shows at most ten annotations of a kind for each step. */
const mostAnnotations = 9;

/**
 * Masks for secrets, as workflow commands; they must be printed before anything else is. Only GitHub's runner takes them off the
 * log: anywhere else they would be the leak itself, and there are none.
 */
export function renderMasks(
  secrets: readonly string[],
  { GITHUB_ACTIONS: runner }: Readonly<Record<string, string | undefined>>,
): string {
  if (runner !== 'true') return '';
  return [...new Set(secrets)]
    .filter((secret) => secret !== '')
    .map(maskCommand)
    .join('\n');
}

/**
 * A report as annotations (GitHub "Workflow commands for GitHub Actions").
 *
 * @param file the file to which they are attached; absent where nothing in the repository describes the tenant
 */
export function renderGithub(view: ReportView, file?: string): string {
  const { title, findings, notChecked } = view;
  const annotate = (level: string, subject: string, text: string) =>
    `::${level} ${file === undefined ? '' : `file=${property(file)},`}title=${property(`${title}: ${subject}`)}::${data(text)}`;
  const open = notChecked.filter(leavesOpen);
  return [
    ...open.slice(0, mostAnnotations).map((each) => annotate('error', 'not checked', notCheckedText(each))),
    ...levels.flatMap((level) => {
      const ofLevel = findings.filter((finding) => levelOf(finding) === level);
      const more = ofLevel.length - mostAnnotations;
      return [
        ...ofLevel
          .slice(0, mostAnnotations)
          .map((finding) => annotate(level, `${finding.kind} ${subjectText(finding)}`, findingText(finding))),
        ...(more > 0 ? [annotate(level, 'drift', `and ${more} more`)] : []),
      ];
    }),
    `${oneLine(title)}: ${verdictLine(view)}`,
  ].join('\n');
}

const levels = ['error', 'warning', 'notice'] as const;

function levelOf({ severity, kind }: ShownFinding): (typeof levels)[number] {
  if (kind === 'order-only' || severity === 'low') return 'notice';
  return severity === 'medium' ? 'warning' : 'error';
}

function findingText(finding: ShownFinding): string {
  const difference = differenceText(finding);
  const who = changedByText(finding);
  return [
    ...(difference === '' ? [] : [difference]),
    finding.why,
    ...(who === undefined ? [] : [who]),
    `Mend it: ${finding.mend}`,
  ].join('\n');
}

const notCheckedText = ({ what, reason }: NotChecked) => `${what}: ${reason}`;

/** Lines of a text go into one, encoded; in each, nothing steers who shows it. */
const data = (text: string) =>
  text
    .split('\n')
    .map((line) => commandData(oneLine(line)))
    .join('%0A');

const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
