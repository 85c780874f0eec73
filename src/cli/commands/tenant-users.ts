import { desiredTenant } from '../../../infra/tenant.ts';
import { answerAs, member, objectOf } from '../../management/answer.ts';
import { ManagementClient, pathPart } from '../../management/management-client.ts';
import { itemsByPage } from '../../management/paging.ts';
import { roleShape } from '../../management/resources/role.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, Handler } from '../invocation.ts';
import { tenantDirectory, withLocalTenant } from '../stack/local-tenant.ts';
import { repeatable } from '../option-values.ts';
import { localStack } from '../stack/stack.ts';

interface AddOptions {
  readonly password: string;
  readonly role?: readonly string[];
}

/** `tenant users add`: people who can log in to the tenant on this machine. */
export const defineTenantUsers: CommandDefinition = (command, run) => {
  command
    .command('add')
    .description("add one to the program's users' database")
    .argument('<email>')
    .requiredOption('--password <password>', 'for tests on this machine only')
    .option(
      '--role <role>',
      'a role to give them, by its name in the program, such as reader; may be repeated',
      repeatable,
    )
    .action(run<AddOptions>(add));
};

const add: Handler<AddOptions> = async (options, invocation, [email = '']) => {
  const { settings } = await localStack(options);
  const { users, roles } = desiredTenant(settings);
  const directory = tenantDirectory(options, invocation);
  const names = (options.role ?? []).map((role) => {
    const declared = Object.entries(roles).find(([name]) => name === role)?.[1];
    if (declared !== undefined) return declared.role.name;
    throw new CliError(`There is no role ${role}. The program declares: ${Object.keys(roles).join(', ')}.`, {
      exitCode: exitCodes.usage,
    });
  });

  await withLocalTenant({ directory, domain: settings.domain }, invocation, async (tenant) => {
    const client = new ManagementClient({ ...tenant, credentials: tenant.deployer });
    try {
      const user = { connection: users.name, email, password: options.password, email_verified: true };
      const asked = { domain: tenant.domain, method: 'POST', path: '/users' };
      const { user_id: userId } = answerAs(await client.post('/users', user), madeUser, asked);
      const ids = await roleIds(client, names);
      if (ids.length > 0) await client.post(`/users/${pathPart(userId)}/roles`, { roles: ids });
    } finally {
      await client.close();
    }
  });
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, email, connection: users.name, roles: names })
      : `${email} can log in to ${String(users.name)}${names.length === 0 ? '' : ` as ${names.join(', ')}`}.`,
  );
  return exitCodes.ok;
};

const madeUser = objectOf({ user_id: member.id });

async function roleIds(client: ManagementClient, names: readonly unknown[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const ids = new Map<unknown, string>();
  const list = { path: '/roles', items: 'roles', shape: roleShape };
  for await (const { name, id } of itemsByPage(client, list)) ids.set(name, id);
  return names.map((name) => {
    const id = ids.get(name);
    if (id !== undefined) return id;
    throw new CliError(`The tenant has no role ${String(name)} yet. Deploy it first: omnichat-auth0 up`);
  });
}
