import { setTimeout as delay } from 'node:timers/promises';
import { eventsAfter, type LogEvent, logScope, mostPerPage, searchLog } from '../../management/tenant-log.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler, Invocation } from '../invocation.ts';
import { countTo } from '../option-values.ts';
import { explanationOf } from '../printed/log-explanations.ts';
import { logLines } from '../printed/log-text.ts';
import { readStack } from '../stack/stack.ts';
import { withManagement } from '../stack/tenant-client.ts';

interface LogsOptions {
  readonly follow?: boolean;
  readonly count: number;
}

/** Two a second are all that a free plan has for everybody. */
const pollMs = 3000;

/** `logs`: what happened in the stack's tenant, explained. */
export const defineLogs: CommandDefinition = (command, run) => {
  command
    .option('--follow', 'go on with what happens, until interrupted')
    .option(
      '--count <n>',
      `how many of the latest events, ${mostPerPage} at the most`,
      countTo(mostPerPage),
      50,
    )
    .action(run<LogsOptions>(logs));
};

const logs: CommandHandler<LogsOptions> = async (options, invocation) => {
  const stack = await readStack(options);
  const { interrupted } = invocation;
  const tell = (events: readonly LogEvent[]) =>
    print(events, { stack: stack.name, json: options.json }, invocation);
  const need = { scopes: [logScope], lasting: options.follow ?? false };
  return withManagement(stack, { options, invocation }, need, async (client) => {
    const tellLatest = async (most: number) => {
      const latest = (await searchLog(client, { count: most })).toReversed();
      tell(latest);
      return latest.at(-1)?.log_id;
    };
    let last = await tellLatest(options.count);
    while (options.follow && !interrupted.aborted) {
      await delay(pollMs, undefined, { signal: interrupted }).catch(() => undefined);
      if (interrupted.aborted) break;
      // There is no event to go on from as long as there is none at all.
      if (last === undefined) last = await tellLatest(mostPerPage);
      else {
        const further: LogEvent[] = [];
        for await (const event of eventsAfter(client, last)) further.push(event);
        tell(further);
        last = further.at(-1)?.log_id ?? last;
      }
    }
    return exitCodes.ok;
  });
};

/** Each event as a line of JSON, as Auth0 has it; or what people are told of them. */
function print(
  events: readonly LogEvent[],
  { stack, json }: { readonly stack: string; readonly json: boolean },
  { terminal }: Invocation,
): void {
  const lines = json ? events.map(eventJson) : logLines(events, stack, terminal);
  for (const line of lines) terminal.result(line);
}

function eventJson(event: LogEvent): string {
  const explanation = explanationOf(event);
  return JSON.stringify({ schemaVersion: 1, ...event, ...(explanation && { explanation }) });
}
