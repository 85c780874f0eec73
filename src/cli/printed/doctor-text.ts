import type { DoctorReport, DoctorFinding } from '../../doctor/report.ts';
import type { Style, Terminal } from '../terminal.ts';

const told: Partial<Record<DoctorFinding['status'], { readonly mark: string; readonly style: Style }>> = {
  problem: { mark: '✗', style: 'red' },
  unknown: { mark: '?', style: 'yellow' },
  warning: { mark: '!', style: 'yellow' },
};

/** A report for people: what is to be mended first, the worst first, and then what to run. */
export function doctorText({ stack, domain, findings, next }: DoctorReport, terminal: Terminal): string {
  const odd = Object.keys(told).flatMap((status) => findings.filter((finding) => finding.status === status));
  return [
    terminal.style('bold', domain === undefined ? `stack ${stack}` : `stack ${stack}, tenant ${domain}`),
    '',
    ...odd.flatMap((finding) => [...findingLines(finding, terminal), '']),
    ...findings
      .filter(({ fixed }) => fixed)
      .map(({ title }) => `${terminal.style('green', '✓')} ${title}: mended now.`),
    ...waitingLines(findings, terminal),
    countText(findings),
    ...(next.length === 0 ? [] : ['Next:', ...next.map((command) => `  ${command}`)]),
  ].join('\n');
}

function findingLines({ id, title, status, detail, cure }: DoctorFinding, terminal: Terminal): string[] {
  const { mark, style } = told[status] ?? { mark: ' ', style: 'reset' };
  const { steps = [], commands = [], canBeFixed = false } = cure ?? {};
  const indented = (text: string) => text.split('\n').map((line) => `    ${line}`);
  return [
    `${terminal.style(style, mark)} ${title}  ${terminal.style('dim', id)}`,
    ...indented(detail),
    ...steps.flatMap((step, index) => indented(`${index + 1}. ${step}`)),
    ...commands.map((command) => `    $ ${command}`),
    ...(canBeFixed ? ['    --fix does it.'] : []),
  ];
}

function waitingLines(findings: readonly DoctorFinding[], terminal: Terminal): string[] {
  const causes = new Set(findings.flatMap(({ waitsFor }) => waitsFor ?? []));
  return [...causes].map((cause) => {
    const ids = findings.filter(({ waitsFor }) => waitsFor === cause).map(({ id }) => id);
    return terminal.style('dim', `Waiting for ${cause}: ${ids.join(', ')}`);
  });
}

function countText(findings: readonly DoctorFinding[]): string {
  const count = (...statuses: readonly DoctorFinding['status'][]) =>
    findings.filter(({ status }) => statuses.includes(status)).length;
  const counted = [
    `${count('ok')} in order`,
    ...[
      [count('problem'), 'to mend'] as const,
      [count('warning'), 'to think about'] as const,
      [count('unknown'), 'could not be told'] as const,
      [count('waiting'), 'waiting'] as const,
    ].flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`])),
  ];
  return `${findings.length - count('skipped')} checks: ${counted.join(', ')}.`;
}
