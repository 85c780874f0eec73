import { setTimeout as delay } from 'node:timers/promises';
import { eventsAfter, type LogEvent, logScope, mostPerPage, searchLog } from '../../management/tenant-log.ts';
import { ownCommand } from '../../text/own-command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, Handler, Invocation } from '../invocation.ts';
import { countTo } from '../option-values.ts';
import { explanationOf } from '../printed/log-explanations.ts';
import { readStack } from '../stack/stack.ts';
import { withManagement } from '../stack/tenant-client.ts';
import type { Style } from '../terminal.ts';

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

const logs: Handler<LogsOptions> = async (options, invocation) => {
  const stack = await readStack(options);
  const { interrupted } = invocation;
  const tell = (event: LogEvent) => print(event, { stack: stack.name, json: options.json }, invocation);
  const need = { scopes: [logScope], lasting: options.follow ?? false };
  return withManagement(stack, { options, invocation }, need, async (client) => {
    const tellLatest = async (most: number) => {
      const latest = (await searchLog(client, { count: most })).toReversed();
      for (const event of latest) tell(event);
      return latest.at(-1)?.log_id;
    };
    let last = await tellLatest(options.count);
    while (options.follow && !interrupted.aborted) {
      await delay(pollMs, undefined, { signal: interrupted }).catch(() => undefined);
      if (interrupted.aborted) break;
      // There is no event to go on from as long as there is none at all.
      if (last === undefined) last = await tellLatest(mostPerPage);
      else
        for await (const event of eventsAfter(client, last)) {
          tell(event);
          last = event.log_id;
        }
    }
    return exitCodes.ok;
  });
};

/** One event: a line of JSON, or what happened and what it means. */
function print(
  event: LogEvent,
  { stack, json }: { readonly stack: string; readonly json: boolean },
  { terminal }: Invocation,
): void {
  const explanation = explanationOf(event);
  if (json) {
    terminal.result(JSON.stringify({ schemaVersion: 1, ...event, ...(explanation && { explanation }) }));
    return;
  }
  if (explanation === undefined) return;
  const { date, type, description, client_name: name, client_id: id, user_name: user } = event;
  const style: Style = /^(f|limit_|api_limit)/.test(type) ? 'red' : 'green';
  const who = [name ?? id, user].filter(Boolean).join(', ');
  terminal.result(
    `${date}  ${terminal.style(style, type.padEnd(6))}  ${explanation.sentence}${who === '' ? '' : ` (${who})`}`,
  );
  if (style === 'green') return;
  if (description) terminal.result(`    Auth0: ${description}`);
  if (explanation.check !== undefined) {
    terminal.result(`    find its cause: ${ownCommand(`${explanation.check} -s ${stack}`)}`);
  }
}
