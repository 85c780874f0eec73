import type { LogEvent } from '../../management/tenant-log.ts';
import { type ProbingSdk, probingSdks } from '../../management/probing-sdk.ts';
import { ownCommand } from '../../text/own-command.ts';
import type { Style, Terminal } from '../terminal.ts';
import { type Explanation, explanationOf } from './log-explanations.ts';

/** An event, or those that come together of what of this tool asks for refusals and judges them itself. */
interface LogEntry {
  readonly sdk?: ProbingSdk;
  /** Of the first. */
  readonly explanation: Explanation;
  readonly events: readonly [LogEvent, ...LogEvent[]];
}

/** What people are told of events, the lines of each entry; nothing of what is not about logins, tokens and registrations. */
export const logEntries = (
  events: readonly LogEvent[],
  stack: string,
  terminal: Terminal,
): readonly (readonly string[])[] =>
  grouped(events).map(({ sdk, explanation, events: together }) =>
    sdk === undefined
      ? eventLines(together[0], explanation, stack, terminal)
      : [terminal.style('dim', probesLine(sdk, together))],
  );

function grouped(events: readonly LogEvent[]): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  for (const event of events) {
    const explanation = explanationOf(event);
    if (explanation === undefined) continue;
    const sdk = Object.values(probingSdks).find((name) => name === event.auth0_client?.name);
    const last = entries.at(-1);
    if (sdk !== undefined && last?.sdk === sdk) {
      entries[entries.length - 1] = { ...last, events: [...last.events, event] };
    } else entries.push({ ...(sdk && { sdk }), explanation, events: [event] });
  }
  return entries;
}

/** How an entry of each names itself, whose events it has, and why nobody has to look into its refusals. */
const probing: Readonly<Record<ProbingSdk, readonly [label: string, whose: string, why: string]>> = {
  [probingSdks.verification]: [
    'verify',
    'a verification',
    'it tries what has to be refused, too, and has judged them',
  ],
  [probingSdks.secrets]: [
    'secret',
    'a look whether secrets are right',
    'each was tried, and what came of it was told',
  ],
};

function probesLine(sdk: ProbingSdk, probes: LogEntry['events']): string {
  const [label, whose, why] = probing[sdk];
  const refused = probes.filter(isRefusal).length;
  const events = probes.length === 1 ? 'An event' : `${probes.length} events`;
  const among = refused === 0 ? '' : `, ${refused} refused`;
  return `${probes[0].date}  ${label}  ${events} of ${whose}${among}: ${why}.`;
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
