import { z } from 'zod';
import { answerAs, objectOf } from '../../management/answer.ts';
import { ManagementClient } from '../../management/management-client.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, Handler } from '../invocation.ts';
import { tenantDirectory, withLocalTenant } from '../stack/local-tenant.ts';
import { localStack } from '../stack/stack.ts';

/** `tenant keys rotate`: another key to sign with, for the tenant on this machine. */
export const defineTenantKeys: CommandDefinition = (command, run) => {
  command
    .command('rotate')
    .description('sign with the next key from now on; what the key before signed stays good')
    .action(run(rotate));
};

const rotate: Handler = async (options, invocation) => {
  const { settings } = await localStack(options);
  const directory = tenantDirectory(options, invocation);
  const kid = await withLocalTenant({ directory, domain: settings.domain }, invocation, async (tenant) => {
    const client = new ManagementClient({ ...tenant, credentials: tenant.deployer });
    const path = '/keys/signing/rotate';
    try {
      const answer = await client.post(path, {});
      return answerAs(answer, objectOf({ kid: z.string() }), { domain: client.domain, method: 'POST', path })
        .kid;
    } finally {
      await client.close();
    }
  });
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, next: kid })
      : `The tenant signs with the key that was the next one; the next one is ${kid} now.`,
  );
  return exitCodes.ok;
};
