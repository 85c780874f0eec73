import { ManagementError } from '../../management/management-error.ts';
import { type ManagementClient, pathPart } from '../../management/management-client.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler, Invocation } from '../invocation.ts';
import { age } from '../option-values.ts';
import { type PruneRule, pruneVerdict } from '../clients/prune-verdict.ts';
import { readStack } from '../stack/stack.ts';
import { withManagement } from '../stack/tenant-client.ts';
import {
  clientsScopes,
  type ThirdPartyClient,
  thirdPartyClients,
  type ThirdPartyClients,
} from '../clients/third-party-clients.ts';

interface PruneOptions {
  /** In milliseconds. */
  readonly olderThan?: number;
  /** In milliseconds. */
  readonly unusedFor?: number;
  readonly delete?: boolean;
}

/** `clients list | prune`: applications of third parties, which mostly registered themselves. */
export const defineClients: CommandDefinition = (command, run) => {
  command
    .command('list')
    .description(
      'list the clients of third parties: their age, last use and scopes, as far as the log goes back',
    )
    .action(run(list));
  command
    .command('prune')
    .description('tell which clients of third parties may go, and delete them if asked')
    .option('--older-than <age>', 'those that registered so long ago, such as 30d', age)
    .option('--unused-for <age>', 'those that nobody used for so long, such as 30d', age)
    .option('--delete', 'delete them; without it nothing is changed')
    .action(run<PruneOptions>(prune));
};

const list: CommandHandler = async (options, invocation) => {
  const stack = await readStack(options);
  const found = await withManagement(stack, { options, invocation }, { scopes: clientsScopes }, (client) =>
    thirdPartyClients(client, stack.settings),
  );
  const { clients, logSince } = found;
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, logSince: logSince ?? null, clients }, null, 2)
      : [
          ...clients.map(clientText),
          `${clients.length} ${clients.length === 1 ? 'application' : 'applications'} of third parties. ${horizonText(found)}`,
        ].join('\n'),
  );
  return exitCodes.ok;
};

const prune: CommandHandler<PruneOptions> = async (options, invocation) => {
  const { olderThan: olderThanMs, unusedFor: unusedForMs } = options;
  if (olderThanMs === undefined && unusedForMs === undefined) {
    throw new CliError('Say which may go: --older-than, --unused-for, or both.', {
      exitCode: exitCodes.usage,
    });
  }
  const scopes = [...clientsScopes, ...(options.delete ? ['delete:clients'] : [])];
  const stack = await readStack(options);
  const { found, going, staying, deleted } = await withManagement(
    stack,
    { options, invocation },
    { scopes },
    async (client) => {
      const looked = await thirdPartyClients(client, stack.settings);
      const verdicts = judged(looked, { olderThanMs, unusedForMs });
      return {
        found: looked,
        ...verdicts,
        deleted: options.delete ? await deleteAll(client, verdicts.going, invocation) : [],
      };
    },
  );
  const { terminal } = invocation;
  if (options.json) {
    const report = {
      schemaVersion: 1,
      logSince: found.logSince ?? null,
      mayGo: going,
      deleted,
      kept: staying,
    };
    terminal.result(JSON.stringify(report, null, 2));
    return exitCodes.ok;
  }
  for (const each of staying) terminal.result(`  keep    ${each.name} (${each.clientId}): ${each.why}`);
  const word = options.delete ? 'deleted' : 'may go';
  for (const each of going) terminal.result(`  ${word}  ${each.name} (${each.clientId})`);
  terminal.result(
    options.delete
      ? `${deleted.length} deleted, ${staying.length} kept.`
      : `${going.length} may go, ${staying.length} stay. Nothing was deleted: that takes --delete.`,
  );
  terminal.result(horizonText(found));
  return exitCodes.ok;
};

function judged({ clients, logSince }: ThirdPartyClients, rule: PruneRule) {
  const times = { logSinceMs: logSince === undefined ? undefined : Date.parse(logSince), nowMs: Date.now() };
  const verdicts = clients.map((client) => ({ client, verdict: pruneVerdict(client, rule, times) }));
  return {
    going: verdicts.filter(({ verdict }) => verdict.prune).map(({ client }) => client),
    staying: verdicts.flatMap(({ client, verdict }) =>
      verdict.prune ? [] : [{ clientId: client.clientId, name: client.name, why: verdict.why }],
    ),
  };
}

/** One after the other: the client waits where the tenant's rate limits say so. */
async function deleteAll(
  client: ManagementClient,
  going: readonly ThirdPartyClient[],
  { interrupted, terminal }: Invocation,
): Promise<readonly string[]> {
  const deleted: string[] = [];
  try {
    for (const { clientId } of going) {
      interrupted.throwIfAborted();
      await client.delete(`/clients/${pathPart(clientId)}`);
      deleted.push(clientId);
    }
  } catch (error) {
    if (error instanceof ManagementError || interrupted.aborted)
      terminal.progress(`Deleted until then: ${deleted.join(', ') || 'nothing'}.`);
    throw error;
  }
  return deleted;
}

function clientText({
  name,
  clientId,
  firstSeen,
  registrationSeen,
  lastSeen,
  mayAskFor,
}: ThirdPartyClient): string {
  const seen =
    firstSeen === undefined
      ? 'not in the log'
      : `${registrationSeen ? 'registered' : 'first seen'} ${firstSeen}, last used ${lastSeen ?? firstSeen}`;
  return `${name} (${clientId})\n    ${seen}\n    may ask for ${mayAskFor.join(', ') || 'nothing'}`;
}

const horizonText = ({ logSince }: ThirdPartyClients) =>
  logSince === undefined ? 'The log is empty.' : `The log begins at ${logSince}.`;
