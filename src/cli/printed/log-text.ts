import type { LogEvent } from '../../management/tenant-log.ts';
import { ownCommand } from '../../text/own-command.ts';
import { verificationSdk } from '../stack/probing-fetch.ts';
import type { Style, Terminal } from '../terminal.ts';
import { type Explanation, explanationOf } from './log-explanations.ts';

/**
 * What happened and what it means, for people; nothing of what is not about logins, tokens and registrations. Verification asks for
 * refusals and judges them itself: of its events, those that come together are one line.
 */
export function logLines(events: readonly LogEvent[], stack: string, terminal: Terminal): readonly string[] {
  const lines: string[] = [];
  let probes: LogEvent[] = [];
  const endProbes = () => {
    if (probes.length > 0) lines.push(terminal.style('dim', probesLine(probes)));
    probes = [];
  };
  for (const event of events) {
    const explanation = explanationOf(event);
    if (explanation === undefined) continue;
    if (event.auth0_client?.name === verificationSdk) {
      probes.push(event);
      continue;
    }
    endProbes();
    lines.push(...eventLines(event, explanation, stack, terminal));
  }
  endProbes();
  return lines;
}

function probesLine(probes: readonly LogEvent[]): string {
  const refused = probes.filter(isRefusal).length;
  const events = probes.length === 1 ? 'An event' : `${probes.length} events`;
  const among = refused === 0 ? '' : `, ${refused} refused`;
  return `${probes[0]?.date}  verify  ${events} of a verification${among}: it tries what has to be refused, too, and has judged them.`;
}

function eventLines(
  event: LogEvent,
  { sentence, check }: Explanation,
  stack: string,
  terminal: Terminal,
): readonly string[] {
  const { date, type, description, client_name: name, client_id: id, user_name: user } = event;
  const style: Style = isRefusal(event) ? 'red' : 'green';
  const who = [name ?? id, user].filter(Boolean).join(', ');
  const line = `${date}  ${terminal.style(style, type.padEnd(6))}  ${sentence}${who === '' ? '' : ` (${who})`}`;
  if (!isRefusal(event)) return [line];
  return [
    line,
    ...(description ? [`    Auth0: ${description}`] : []),
    ...(check === undefined ? [] : [`    find its cause: ${ownCommand(`${check} -s ${stack}`)}`]),
  ];
}

const isRefusal = ({ type }: LogEvent) => /^(f|limit_|api_limit)/.test(type);
