import { CliError, exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../../invocation.ts';
import { localStack } from '../../stack/stack.ts';
import { withManagement } from '../../stack/tenant-client.ts';
import { guardianFactors } from '../../../management/guardian-factors.ts';
import { pathPart } from '../../../management/management-client.ts';

/** `tenant factors enable`: a factor of multi-factor authentication, for the tenant on this machine. */
export const defineTenantFactors: CommandDefinition = (command, run) => {
  command
    .command('enable')
    .description(
      'have the tenant on this machine ask people for a factor, such as otp, where an Action wants another one; at Auth0, a switch in the dashboard',
    )
    .argument('<factor>')
    .action(run(enable));
};

const enable: CommandHandler = async (options, invocation, [factor = '']) => {
  const stack = await localStack(options);
  await withManagement(stack, { options, invocation }, { scopes: [] }, async (client) => {
    const names = (await guardianFactors(client)).map(({ name }) => name);
    if (!names.includes(factor)) {
      throw new CliError(`There is no factor ${factor}. A tenant has: ${names.join(', ')}.`, {
        exitCode: exitCodes.usage,
      });
    }
    await client.put(`/guardian/factors/${pathPart(factor)}`, { enabled: true });
  });
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, factor, enabled: true })
      : `The factor ${factor} is enabled.`,
  );
  return exitCodes.ok;
};
