import { runInForeground } from '../../../engine/foreground-process.ts';
import { shellQuoted } from '../../../text/shell-word.ts';
import { CliError, exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../../invocation.ts';
import { tenantDirectory, withLocalTenant, withSharedTenant } from '../../stack/local-tenant.ts';
import { savedEnvironment, tenantEnvironment } from '../../stack/tenant-environment.ts';
import { localStack } from '../../stack/stack.ts';

/** `tenant exec`: a program with the environment that points it at the tenant on this machine. */
export const defineTenantExec: CommandDefinition = (command, run) => {
  command.usage('-- <command> [arguments...]').argument('<command...>').action(run(exec));
};

/** `tenant env`: that environment, as a shell reads it. */
export const defineTenantEnv: CommandDefinition = (command, run) => {
  command.action(run(printEnvironment));
};

const exec: CommandHandler = async (options, invocation, [program = '', ...words]) => {
  const directory = tenantDirectory(options, invocation);
  const { domain } = (await localStack(options)).settings;
  return withSharedTenant({ directory, domain }, invocation, async (tenant) => {
    const environment = { ...invocation.environment, ...(await tenantEnvironment(tenant)) };
    try {
      return await runInForeground({ program, words, environment, interrupted: invocation.interrupted });
    } catch (cause) {
      throw new CliError(
        `${program} could not be started: ${(cause as Error).message}. Is it installed and on the PATH?`,
        { cause },
      );
    }
  });
};

const printEnvironment: CommandHandler = async (options, invocation) => {
  const directory = tenantDirectory(options, invocation);
  const { domain } = (await localStack(options)).settings;
  const environment =
    (await savedEnvironment({ directory, domain })) ??
    (await withLocalTenant({ directory, domain }, invocation, tenantEnvironment));
  invocation.terminal.verbatim(
    options.json
      ? JSON.stringify(environment, null, 2)
      : Object.entries(environment)
          .map(([name, value]) => `export ${name}=${shellQuoted(value)}`)
          .join('\n'),
  );
  return exitCodes.ok;
};
