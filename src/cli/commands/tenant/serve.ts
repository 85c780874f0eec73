import { once } from 'node:events';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { resetCommand } from '../../../text/own-command.ts';
import type { Faults } from '../../../local-tenant/faults/faults.ts';
import type { LogEntry } from '../../../local-tenant/log/request-log.ts';
import { rateLimitedPlans, type RateLimits } from '../../../local-tenant/rate-limits/plan-limits.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, CommandHandler } from '../../invocation.ts';
import { withTimeToWindUp } from '../../wind-up.ts';
import { clockOffset, count, port } from '../../option-values.ts';
import { quietHelp, requestLine, tenantRoutesText, testUserText } from '../../printed/served-text.ts';
import { inTurn, tenantDirectory } from '../../stack/local-tenant.ts';
import { localStack } from '../../stack/stack.ts';

/** `tenant serve`: the tenant on this machine, until interrupted. */
export const defineTenantServe: CommandDefinition = (command, run) => {
  command
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
      `The tenant was there before ${options.seed}, which was left aside. To start from it: ${resetCommand()}`,
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
  clock === undefined ? {} : { now: () => Date.now() + clock };
