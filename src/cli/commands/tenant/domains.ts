import { z } from 'zod';
import { answerAs, getAs, member } from '../../../management/answer.ts';
import { customDomainShape } from '../../../management/custom-domains.ts';
import { type ManagementClient, pathPart } from '../../../management/management-client.ts';
import { CliError, exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../../invocation.ts';
import { localStack } from '../../stack/stack.ts';
import { withManagement } from '../../stack/tenant-client.ts';

/** `tenant domains add`: a custom domain of the tenant on this machine. */
export const defineTenantDomains: CommandDefinition = (command, run) => {
  command
    .command('add')
    .description('give the tenant a custom domain that is verified, which at Auth0 is a record in the DNS')
    .argument('<domain>')
    .action(run(add));
};

const add: CommandHandler = async (options, invocation, [domain = '']) => {
  const stack = await localStack(options);
  const status = await withManagement(stack, { options, invocation }, { scopes: [] }, (client) =>
    verified(client, domain),
  );
  if (status !== 'ready') {
    throw new CliError(
      `The tenant has the custom domain ${domain} now, which stays ${status}: a tenant on this machine can be reached at login.localhost alone.`,
    );
  }
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, domain, status })
      : `The tenant is reached at ${domain} too. Write it into omnichat:customDomain, and run up.`,
  );
  return exitCodes.ok;
};

const customDomain = customDomainShape.extend({ custom_domain_id: member.id });

/** The status of the domain when it was verified, or tried; it is made where the tenant has none of that name. */
async function verified(client: ManagementClient, domain: string): Promise<string> {
  const path = '/custom-domains';
  const asked = { domain: client.domain, method: 'POST', path };
  const there = (await getAs(client, z.array(customDomain), path)).find((each) => each.domain === domain);
  const body = { domain, type: 'auth0_managed_certs' };
  const { custom_domain_id: id } = there ?? answerAs(await client.post(path, body), customDomain, asked);
  const verify = `${path}/${pathPart(id)}/verify`;
  return answerAs(await client.post(verify, {}), customDomain, { ...asked, path: verify }).status;
}
