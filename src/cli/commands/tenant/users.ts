import { z } from 'zod';
import { desiredTenant } from '../../../../infra/tenant.ts';
import { deployCommand } from '../../../engine/stack-commands.ts';
import { answerAs, getAs, member, objectOf } from '../../../management/answer.ts';
import { type ManagementClient, pathPart } from '../../../management/management-client.ts';
import { itemsByCheckpoint, itemsByPage } from '../../../management/paging.ts';
import { listedConnectionShape } from '../../../management/resources/connections/connection.ts';
import { roleShape } from '../../../management/resources/role.ts';
import { CliError, exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, CommandHandler, Invocation } from '../../invocation.ts';
import { ownCommand } from '../../../text/own-command.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { repeatable } from '../../option-values.ts';
import { commandedStack, completeCommand } from '../../stack/commanded-stack.ts';
import { tenantDirectory } from '../../stack/local-tenant.ts';
import { localStack, type Stack } from '../../stack/stack.ts';
import { withManagement } from '../../stack/tenant-client.ts';
import { orSayPolicy } from './weak-password.ts';

interface UserOptions {
  readonly password?: string;
  readonly role?: readonly string[];
}

/** `tenant users add | set`: people who can log in to the tenant on this machine. */
export const defineTenantUsers: CommandDefinition = (command, run) => {
  const password = ['--password <password>', 'for tests on this machine only'] as const;
  const role = '--role <role>';
  const byName = 'by its name in the program, such as reader; may be repeated';
  command
    .command('add')
    .description("add somebody to the stack's users' database")
    .argument('<email>')
    .requiredOption(...password)
    .option(role, `a role to give them, ${byName}`, repeatable)
    .action(run<UserOptions>(add));
  command
    .command('set')
    .description("change the password or the roles of somebody in the stack's users' database")
    .argument('<email>')
    .option(...password)
    .option(role, `a role that they are to have and no other, ${byName}`, repeatable)
    .action(run<UserOptions>(set));
};

const add: CommandHandler<UserOptions> = async (options, invocation, [email = '']) =>
  changed(options, invocation, email, async (change) => {
    const { client, connection, stack } = change;
    if ((await userOf(change, email)) !== undefined) {
      throw new CliError(
        `${email} is in ${connection} already. Change them: ${userCommand('set', email, stack, options)}`,
      );
    }
    const user = { connection, email, password: options.password, email_verified: true };
    const asked = { domain: client.domain, method: 'POST', path: '/users' };
    const { user_id: userId } = answerAs(
      await orSayPolicy(client, connection, () => client.post('/users', user)),
      knownUser,
      asked,
    );
    await bringRoles(change, userId);
  });

const set: CommandHandler<UserOptions> = async (options, invocation, [email = '']) => {
  if (options.password === undefined && options.role === undefined) {
    throw new CliError('Say what is to change: --password, --role, or both.', { exitCode: exitCodes.usage });
  }
  return changed(options, invocation, email, async (change) => {
    const { client, connection, stack } = change;
    const userId = await userOf(change, email);
    if (userId === undefined) {
      throw new CliError(
        `There is no ${email} in ${connection}. Add them: ${userCommand('add', email, stack, options)}`,
      );
    }
    if (options.password !== undefined) {
      const { password } = options;
      await orSayPolicy(client, connection, () =>
        client.patch(`/users/${pathPart(userId)}`, { connection, password }),
      );
    }
    if (options.role !== undefined) await bringRoles(change, userId);
  });
};

/** The command that does it, with the same roles. The password is a secret, and is typed anew. */
function userCommand(verb: 'add' | 'set', email: string, stack: string, { role = [] }: UserOptions): string {
  const roles = role.map((name) => `--role ${shellWord(name)}`);
  return ownCommand(
    ['tenant users', verb, shellWord(email), '-s', stack, ...roles, '--password PASSWORD'].join(' '),
  );
}

/** The id of the user of that address, where the database has one. */
async function userOf({ client, connection }: Change, email: string): Promise<string | undefined> {
  const found = await getAs(client, z.array(knownUser), '/users-by-email', { email });
  return found.find(({ identities }) => identities.some((each) => each.connection === connection))?.user_id;
}

interface Change {
  readonly client: ManagementClient;
  /** The stack's name. */
  readonly stack: string;
  /** The users' database. */
  readonly connection: string;
  /** The names of the roles that the options name. */
  readonly roles: readonly string[];
  /** Has the tenant get a role that it lacks. */
  readonly complete: () => Promise<string>;
}

/** Changes a user of the tenant on this machine, and says as what they can log in by then. */
async function changed(
  options: UserOptions & GlobalOptions,
  invocation: Invocation,
  email: string,
  change: (change: Change) => Promise<void>,
): Promise<number> {
  const stack = await localStack(options);
  const { roles: declaredRoles } = desiredTenant(stack.settings);
  const roles = (options.role ?? []).map((role) => {
    const declared = Object.entries(declaredRoles).find(([name]) => name === role)?.[1];
    if (declared !== undefined) return String(declared.role.name);
    throw new CliError(
      `There is no role ${role}. The program declares: ${Object.keys(declaredRoles).join(', ')}.`,
      { exitCode: exitCodes.usage },
    );
  });
  const connection = await withManagement(stack, { options, invocation }, { scopes: [] }, async (client) => {
    const directory = tenantDirectory(options, invocation);
    const database = await usersDatabase(client, stack, directory);
    const complete = () => completeCommand(stack, directory);
    await change({ client, stack: stack.name, connection: database, roles, complete });
    return database;
  });
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, email, connection, roles })
      : `${email} can log in to ${connection}${roles.length === 0 ? '' : ` as ${roles.join(', ')}`}.`,
  );
  return exitCodes.ok;
}

/** The name of the database that the program makes, or else of the first that the stack names. */
async function usersDatabase(client: ManagementClient, stack: Stack, directory: string): Promise<string> {
  const { users, connections } = desiredTenant(stack.settings);
  const databases = new Set<string>();
  const list = {
    path: '/connections',
    items: 'connections',
    query: { strategy: 'auth0' },
    shape: listedConnectionShape,
    fields: ['id', 'name', 'strategy'],
  };
  for await (const { name } of itemsByCheckpoint(client, list)) databases.add(name);
  const names = users === undefined ? connections.map(({ name }) => name) : [String(users.name)];
  const found = names.find((name) => databases.has(name));
  if (found !== undefined) return found;
  if (users !== undefined) {
    const deploy = deployCommand(await commandedStack(stack, directory));
    throw new CliError(`The tenant has no database ${names.join()} yet. Deploy it first: ${deploy}`);
  }
  throw new CliError(
    `None of ${names.join(', ')} is a database: their people are made by the identity provider. Name a database in omnichat:connections.`,
  );
}

/** Gives a user exactly these roles. */
async function bringRoles(change: Change, userId: string): Promise<void> {
  const { client } = change;
  const path = `/users/${pathPart(userId)}/roles`;
  const wanted = await roleIds(change);
  const held: string[] = [];
  for await (const { id } of itemsByPage(client, { path, items: 'roles', shape: roleShape })) held.push(id);
  const [added, dropped] = [without(wanted, held), without(held, wanted)];
  if (added.length > 0) await client.post(path, { roles: added });
  if (dropped.length > 0) await client.delete(path, { roles: dropped });
}

const without = (ids: readonly string[], others: readonly string[]) =>
  ids.filter((id) => !others.includes(id));

const knownUser = objectOf({
  user_id: member.id,
  identities: z.array(z.looseObject({ connection: z.string() })),
});

async function roleIds({ client, roles, complete }: Change): Promise<readonly string[]> {
  if (roles.length === 0) return [];
  const ids = new Map<unknown, string>();
  const list = { path: '/roles', items: 'roles', shape: roleShape };
  for await (const { name, id } of itemsByPage(client, list)) ids.set(name, id);
  const missing = roles.find((name) => !ids.has(name));
  if (missing !== undefined) {
    throw new CliError(`The tenant has no role ${missing} yet. Deploy it first: ${await complete()}`);
  }
  return roles.flatMap((name) => ids.get(name) ?? []);
}
