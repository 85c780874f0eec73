import { once } from 'node:events';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { ownCommand, resetCommand } from '../../../text/own-command.ts';
import { runInForeground } from '../../../engine/foreground-process.ts';
import { everybodysNow } from '../../../local-tenant/clock.ts';
import type { Faults } from '../../../local-tenant/faults/faults.ts';
import type { LogEntry } from '../../../local-tenant/log/request-log.ts';
import { rateLimitedPlans, type RateLimits } from '../../../local-tenant/rate-limits/plan-limits.ts';
import { readTenantFiles, resetTenant } from '../../../local-tenant/state/tenant-files.ts';
import { CliError, exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, CommandHandler } from '../../invocation.ts';
import { agree } from '../../person.ts';
import { withTimeToWindUp } from '../../wind-up.ts';
import { clockOffset, count, port } from '../../option-values.ts';
import { quietHelp, requestLine, tenantRoutesText, testUserText } from '../../printed/served-text.ts';
import { inTurn, tenantDirectory, withLocalTenant, withSharedTenant } from '../../stack/local-tenant.ts';
import { savedEnvironment, tenantEnvironment } from '../../stack/tenant-environment.ts';
import { localStack } from '../../stack/stack.ts';
import { defineTenantDomains } from './domains.ts';
import { defineTenantFactors } from './factors.ts';
import { defineTenantKeys } from './keys.ts';
import { defineTenantUsers } from './users.ts';

/** `tenant serve | exec | env | export | users | reset`: the Auth0 tenant on this machine. */
export const defineTenant: CommandDefinition = (command, run, whole) => {
  command
    .command('serve')
    .description('serve the tenant on this machine until interrupted, at the domain of the stack')
    .option('--port <port>', 'another port than the stack says', port)
    .addOption(
      new Option('--rate-limits <plan>', "a plan's rate limits (default: none)").choices(rateLimitedPlans),
    )
    .option('--seed <file>', "what a tenant that is yet to be made holds, as auth0-deploy-cli's YAML")
    .option('--latency <ms>', 'hold every answer back for so long', count)
    .option('--fail-every <n>', 'answer every n-th request with 503', count)
    .option('--expired-tokens', 'issue access tokens that have expired')
    .option('--clock <offset>', 'move its clock, such as +2h or -30d', clockOffset)
    .option('--quiet', quietHelp)
    .action(run(serve));
  command
    .command('exec')
    .description(
      'run a program with the environment that points an Auth0 client at the tenant on this machine',
    )
    .usage('-- <command> [arguments...]')
    .argument('<command...>')
    .action(run(exec));
  command
    .command('env')
    .description(
      'print the environment that points an Auth0 client at the tenant on this machine, as export lines',
    )
    .action(run(printEnvironment));
  command
    .command('export')
    .description('print everything in the tenant on this machine as JSON')
    .addOption(
      new Option('--secrets <policy>', 'with or without secrets').choices(['omit', 'plain']).default('omit'),
    )
    .action(run(exportState));
  defineTenantDomains(
    command.command('domains').description('custom domains of the tenant on this machine'),
    run,
    whole,
  );
  defineTenantFactors(
    command.command('factors').description('factors that the tenant on this machine asks people for'),
    run,
    whole,
  );
  defineTenantKeys(
    command.command('keys').description('keys that the tenant on this machine signs tokens with'),
    run,
    whole,
  );
  defineTenantUsers(
    command.command('users').description('people who can log in to the tenant on this machine'),
    run,
    whole,
  );
  command
    .command('reset')
    .description('forget everything in the tenant on this machine, and every record of it')
    .option('--yes', 'without asking')
    .action(run<{ readonly yes?: boolean }>(reset));
};

interface ServeOptions {
  readonly port?: number;
  readonly rateLimits?: RateLimits;
  readonly seed?: string;
  readonly latency?: number;
  readonly failEvery?: number;
  readonly expiredTokens?: boolean;
  /** In milliseconds. */
  readonly clock?: number;
  readonly quiet?: boolean;
}

const serve: CommandHandler<ServeOptions> = async (options, invocation) => {
  const { terminal, interrupted } = invocation;
  const directory = tenantDirectory(options, invocation);
  const { domain: stackDomain } = (await localStack(options)).settings;
  const domain =
    options.port === undefined ? stackDomain : stackDomain.replace(/(:\d+)?$/, `:${options.port}`);
  const { serveTenant } = await import('../../../local-tenant/index.ts');
  const tenant = await inTurn(directory, invocation, () =>
    serveTenant({
      directory,
      domain,
      portSetting: '--port',
      ...(!options.quiet && { onRequest: (request) => terminal.progress(requestText(request, options)) }),
      ...(options.rateLimits !== undefined && { rateLimits: options.rateLimits }),
      ...(options.seed !== undefined && { seed: resolve(options.directory, options.seed) }),
      ...movedClock(options),
      faults: faultsOf(options),
    }),
  );
  const { issuer, domain: servedDomain, caFile } = tenant;
  terminal.result(
    options.json
      ? JSON.stringify({ schemaVersion: 1, issuer, domain: servedDomain, caFile, directory }, null, 2)
      : `Auth0 tenant ${issuer}`,
  );
  if (options.seed !== undefined && tenant.wasThere) {
    terminal.progress(
      `The tenant was there before ${options.seed}, which was left aside. To start from it: ${resetCommand}`,
    );
  }
  terminal.progress(tenantRoutesText(issuer));
  terminal.progress(`${testUserText} State is in ${directory}. Stop it with Ctrl-C.`);
  if (!interrupted.aborted) await once(interrupted, 'abort');
  await withTimeToWindUp(() => tenant.close());
  return interrupted.reason === 'SIGINT' ? exitCodes.interrupted : exitCodes.ok;
};

const requestText = (request: LogEntry, { json }: GlobalOptions) =>
  json ? JSON.stringify(request) : requestLine(request);

const faultsOf = ({ latency, failEvery, expiredTokens }: ServeOptions): Faults => ({
  ...(latency !== undefined && { latencyMs: latency }),
  ...(failEvery !== undefined && { failEvery }),
  ...(expiredTokens !== undefined && { expiredTokens }),
});

const movedClock = ({ clock }: ServeOptions) =>
  clock === undefined ? {} : { now: () => everybodysNow() + clock };

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
      : Object.entries(environment).map(exportLine).join('\n'),
  );
  return exitCodes.ok;
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

/** POSIX shells take everything between single quotes as it is. */
const exportLine = ([name, value]: [string, string]) =>
  `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`;
