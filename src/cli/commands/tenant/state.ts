import { Option } from 'commander';
import { readTenantFiles, resetTenant } from '../../../local-tenant/state/tenant-files.ts';
import { ownCommand } from '../../../text/own-command.ts';
import { CliError, exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, CommandHandler } from '../../invocation.ts';
import { agree } from '../../person.ts';
import { inTurn, tenantDirectory } from '../../stack/local-tenant.ts';
import { localStack } from '../../stack/stack.ts';

/** `tenant export`: all that the tenant on this machine holds. */
export const defineTenantExport: CommandDefinition = (command, run) => {
  command
    .addOption(
      new Option('--secrets <policy>', 'with or without secrets').choices(['omit', 'plain']).default('omit'),
    )
    .action(run(exportState));
};

/** `tenant reset`: forgets it. */
export const defineTenantReset: CommandDefinition = (command, run) => {
  command.option('--yes', 'without asking').action(run<{ readonly yes?: boolean }>(reset));
};

const exportState: CommandHandler<{ readonly secrets: 'omit' | 'plain' }> = async (options, invocation) => {
  const directory = tenantDirectory(options, invocation);
  const files = await readTenantFiles(directory);
  if (files === undefined) {
    throw new CliError(
      `There is no tenant in ${directory} yet. Make one with \`${ownCommand('up')}\` or \`${ownCommand('tenant serve')}\`.`,
    );
  }
  invocation.terminal.verbatim(
    JSON.stringify(files.exportState({ secrets: options.secrets === 'plain' }), null, 2),
  );
  return exitCodes.ok;
};

const reset: CommandHandler<{ readonly yes?: boolean }> = async (options, invocation) => {
  await refuseElsewhere(options);
  const directory = tenantDirectory(options, invocation);
  if (!options.yes && (await readTenantFiles(directory)) !== undefined) {
    const unasked = 'To have it go ahead without asking: tenant reset --yes.';
    await agree(`Forget everything in ${directory}?`, { unasked }, invocation);
  }
  await inTurn(directory, invocation, () => resetTenant(directory));
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, directory }, null, 2)
      : `The tenant in ${directory} is empty again.`,
  );
  return exitCodes.ok;
};

/** Only a stack that is named can be one of another machine: without a name, the tenant on this machine is meant. */
async function refuseElsewhere(options: GlobalOptions): Promise<void> {
  if (options.stacks.length > 0) await localStack(options);
}
