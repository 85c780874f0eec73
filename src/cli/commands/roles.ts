import { Option } from 'commander';
import { z } from 'zod';
import { desiredTenant, roleNames } from '../../../infra/tenant.ts';
import { getAs, member, objectOf } from '../../management/answer.ts';
import { type ManagementClient, pathPart } from '../../management/management-client.ts';
import { itemsByPage } from '../../management/paging.ts';
import { roleShape } from '../../management/resources/role.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../invocation.ts';
import { completeCommand } from '../stack/commanded-stack.ts';
import { tenantDirectory } from '../stack/local-tenant.ts';
import { readStack } from '../stack/stack.ts';
import { withManagement } from '../stack/tenant-client.ts';

interface GiveOptions {
  readonly role: (typeof roleNames)[number];
}

/** `roles give`: what a person may do, in the stack's tenant. */
export const defineRoles: CommandDefinition = (command, run) => {
  command
    .command('give')
    .description('give somebody a role that the program declares, beside those that they have')
    .argument('<user>', 'their e-mail address, or their user id at Auth0')
    .addOption(
      new Option('--role <role>', 'its name in the program').choices(roleNames).makeOptionMandatory(),
    )
    .action(run<GiveOptions>(give));
};

const give: CommandHandler<GiveOptions> = async (options, invocation, [user = '']) => {
  const stack = await readStack(options);
  const role = String(desiredTenant(stack.settings).roles[options.role].role.name);
  const scopes = ['read:roles', 'update:roles', 'read:users'];
  return withManagement(stack, { options, invocation }, { scopes }, async (client) => {
    const roleId = await roleNamed(client, role);
    if (roleId === undefined) {
      const deploy = await completeCommand(stack, tenantDirectory(options, invocation));
      throw new CliError(`The tenant has no role ${role} yet. Deploy it first: ${deploy}`);
    }
    const userId = user.includes('|') ? user : await userWith(client, user);
    await client.post(`/roles/${pathPart(roleId)}/users`, { users: [userId] });
    invocation.terminal.result(
      options.json
        ? JSON.stringify({ schemaVersion: 1, userId, role })
        : `${user} has the role ${role}. The next token that they get carries its scopes.`,
    );
    return exitCodes.ok;
  });
};

async function roleNamed(client: ManagementClient, wanted: string): Promise<string | undefined> {
  const list = { path: '/roles', items: 'roles', shape: roleShape };
  for await (const { name, id } of itemsByPage(client, list)) if (name === wanted) return id;
  return undefined;
}

const found = z.array(
  objectOf({ user_id: member.id, identities: z.array(objectOf({ connection: z.string() })) }),
);

/** One address may be of several people: one of each connection. */
async function userWith(client: ManagementClient, email: string): Promise<string> {
  const users = await getAs(client, found, '/users-by-email', { email });
  const [user, ...others] = users;
  if (user === undefined) {
    throw new CliError(
      `Nobody in the tenant has the address ${email}. They are there once they have logged in, or signed up, for the first time.`,
    );
  }
  if (others.length === 0) return user.user_id;
  const lines = users.map(
    ({ user_id: id, identities }) => `  ${id} (${identities.map(({ connection }) => connection).join(', ')})`,
  );
  throw new CliError(
    `${users.length} people have the address ${email}. Say by its id which one is meant:\n${lines.join('\n')}`,
  );
}
