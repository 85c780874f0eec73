import { setTimeout as delay } from 'node:timers/promises';
import type { ManagementClient } from '../../management/management-client.ts';
import { eventsAfter, latestPages, type LogEvent, logScope } from '../../management/tenant-log.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../invocation.ts';
import { countTo } from '../option-values.ts';
import { explanationOf } from '../printed/log-explanations.ts';
import { logEntries } from '../printed/log-text.ts';
import { readStack } from '../stack/stack.ts';
import { withManagement } from '../stack/tenant-client.ts';

interface LogsOptions {
  readonly follow?: boolean;
  readonly count: number;
}

/** Each is an event, or a whole verification: those cause a hundred events. */
const mostEntries = 100;

/** Two a second are all that a free plan has for everybody. */
const pollMs = 3000;

/** `logs`: what happened in the stack's tenant, explained. */
export const defineLogs: CommandDefinition = (command, run) => {
  command
    .option('--follow', 'go on with what happens, until interrupted')
    .option(
      '--count <n>',
      `how many of the latest entries, ${mostEntries} at the most; a verification is one, with --json each of its events`,
      countTo(mostEntries),
      50,
    )
    .action(run<LogsOptions>(logs));
};

const logs: CommandHandler<LogsOptions> = async (options, invocation) => {
  const stack = await readStack(options);
  const { interrupted } = invocation;
  const entriesOf = (events: readonly LogEvent[]): readonly (readonly string[])[] =>
    options.json
      ? events.map((event) => [eventJson(event)])
      : logEntries(events, stack.name, invocation.terminal);
  const need = { scopes: [logScope], lasting: options.follow ?? false };
  return withManagement(stack, { options, invocation }, need, async (client) => {
    /** @returns where to go on from: the last event, told or not */
    const tell = (events: readonly LogEvent[], most = Infinity) => {
      for (const line of entriesOf(events).slice(-most).flat()) invocation.terminal.result(line);
      return events.at(-1)?.log_id;
    };
    const tellLatest = async (most: number) =>
      tell(await latestWhile(client, (events) => entriesOf(events).length <= most), most);
    let last = await tellLatest(options.count);
    while (options.follow && !interrupted.aborted) {
      await delay(pollMs, undefined, { signal: interrupted }).catch(() => undefined);
      if (interrupted.aborted) break;
      // There is no event to go on from as long as there is none at all.
      if (last === undefined) last = await tellLatest(mostEntries);
      else {
        const further: LogEvent[] = [];
        for await (const event of eventsAfter(client, last)) further.push(event);
        last = tell(further) ?? last;
      }
    }
    return exitCodes.ok;
  });
};

/** The latest events, the earliest first: pages of them while they are not enough. The first entry may have begun before. */
async function latestWhile(
  client: ManagementClient,
  areTooFew: (events: readonly LogEvent[]) => boolean,
): Promise<readonly LogEvent[]> {
  const found = new Map<string, LogEvent>();
  const events = () => [...found.values()].toReversed();
  for await (const page of latestPages(client)) {
    for (const event of page) found.set(event.log_id, event);
    if (!areTooFew(events())) break;
  }
  return events();
}

/** An event as a line of JSON, as Auth0 has it. */
function eventJson(event: LogEvent): string {
  const explanation = explanationOf(event);
  return JSON.stringify({ schemaVersion: 1, ...event, ...(explanation && { explanation }) });
}
