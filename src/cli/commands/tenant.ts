import { once } from 'node:events';
import { Option } from 'commander';
import { runInForeground } from '../../engine/foreground-process.ts';
import { rateLimitedPlans, type RateLimits } from '../../local-tenant/management/rate-limits.ts';
import { readTenantFiles, resetTenant } from '../../local-tenant/state/tenant-files.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, Handler } from '../invocation.ts';
import { port } from '../option-values.ts';
import { inTurn, tenantDirectory, withLocalTenant, withSharedTenant } from '../stack/local-tenant.ts';
import { savedEnvironment, tenantEnvironment } from '../stack/tenant-environment.ts';
import { localStack } from '../stack/stack.ts';
import { defineTenantUsers } from './tenant-users.ts';

/** `tenant serve | exec | env | export | users | reset`: the Auth0 tenant on this machine. */
export const defineTenant: CommandDefinition = (command, run) => {
  command
    .command('serve')
    .description('serve it until interrupted, at the domain of the stack')
    .option('--port <port>', 'another port than the stack says', port)
    .addOption(
      new Option('--rate-limits <plan>', "a plan's rate limits (default: none)").choices(rateLimitedPlans),
    )
    .action(run(serve));
  command
    .command('exec')
    .description('run a program with the environment that points an Auth0 client at it')
    .usage('-- <command> [arguments...]')
    .argument('<command...>')
    .action(run(exec));
  command.command('env').description('print that environment as export lines').action(run(printEnvironment));
  command
    .command('export')
    .description('print everything in it as JSON')
    .addOption(
      new Option('--secrets <policy>', 'with or without secrets').choices(['omit', 'plain']).default('omit'),
    )
    .action(run(exportState));
  defineTenantUsers(command.command('users').description('people who can log in to it'), run);
  command.command('reset').description('forget everything in it, and every record of it').action(run(reset));
};

const serve: Handler<{ port?: number; rateLimits?: RateLimits }> = async (options, invocation) => {
  const { terminal, interrupted } = invocation;
  const directory = tenantDirectory(options, invocation);
  const { domain: stackDomain } = (await localStack(options)).settings;
  const domain =
    options.port === undefined ? stackDomain : stackDomain.replace(/(:\d+)?$/, `:${options.port}`);
  const { serveTenant } = await import('../../local-tenant/index.ts');
  const tenant = await inTurn(directory, invocation, () =>
    serveTenant({
      directory,
      domain,
      ...(options.rateLimits !== undefined && { rateLimits: options.rateLimits }),
    }),
  );
  const { issuer, domain: servedDomain, caFile } = tenant;
  terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, issuer, domain: servedDomain, caFile, directory }, null, 2)
      : `Auth0 tenant ${issuer}`,
  );
  terminal.progress(`State is in ${directory}. Stop it with Ctrl-C.`);
  if (!interrupted.aborted) await once(interrupted, 'abort');
  await tenant.close();
  return interrupted.reason === 'SIGINT' ? exitCodes.interrupted : exitCodes.ok;
};

const exec: Handler = async (options, invocation, [program = '', ...words]) => {
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

const printEnvironment: Handler = async (options, invocation) => {
  const directory = tenantDirectory(options, invocation);
  const { domain } = (await localStack(options)).settings;
  const environment =
    (await savedEnvironment({ directory, domain })) ??
    (await withLocalTenant({ directory, domain }, invocation, tenantEnvironment));
  invocation.terminal.result(
    options.json
      ? JSON.stringify(environment, null, 2)
      : Object.entries(environment).map(exportLine).join('\n'),
  );
  return exitCodes.ok;
};

const exportState: Handler<{ secrets: 'omit' | 'plain' }> = async (options, invocation) => {
  const directory = tenantDirectory(options, invocation);
  const files = await readTenantFiles(directory);
  if (files === undefined) {
    throw new CliError(
      `There is no tenant in ${directory} yet. Make one with \`omnichat-auth0 up\` or \`omnichat-auth0 tenant serve\`.`,
    );
  }
  invocation.terminal.result(
    JSON.stringify(files.exportState({ secrets: options.secrets === 'plain' }), null, 2),
  );
  return exitCodes.ok;
};

const reset: Handler = async (options, invocation) => {
  const directory = tenantDirectory(options, invocation);
  await inTurn(directory, invocation, () => resetTenant(directory));
  invocation.terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, directory }, null, 2)
      : `The tenant in ${directory} is empty again.`,
  );
  return exitCodes.ok;
};

/** POSIX shells take everything between single quotes as it is. */
const exportLine = ([name, value]: [string, string]) =>
  `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`;
