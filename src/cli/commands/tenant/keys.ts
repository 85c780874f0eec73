import { z } from 'zod';
import { answerAs, objectOf } from '../../../management/answer.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../../invocation.ts';
import { localStack } from '../../stack/stack.ts';
import { withManagement } from '../../stack/tenant-client.ts';

/** `tenant keys rotate`: another key to sign with, for the tenant on this machine. */
export const defineTenantKeys: CommandDefinition = (command, run) => {
  command
    .command('rotate')
    .description(
      'have the tenant on this machine sign with its next key from now on; what the key before signed stays good',
    )
    .action(run(rotate));
};

const rotate: CommandHandler = async (options, invocation) => {
  const path = '/keys/signing/rotate';
  const stack = await localStack(options);
  const { kid } = await withManagement(stack, { options, invocation }, { scopes: [] }, async (client) => {
    const asked = { domain: client.domain, method: 'POST', path };
    return answerAs(await client.post(path, {}), objectOf({ kid: z.string() }), asked);
  });
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, next: kid })
      : `The tenant signs with the key that was the next one; the next one is ${kid} now.`,
  );
  return exitCodes.ok;
};
