import { systemClock } from '../../management/clock.ts';
import { type ClientCredentials, mintManagementToken } from '../../management/management-token.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import { Option } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../invocation.ts';
import { ownCommand } from '../../text/own-command.ts';
import { registrarOf } from '../stack/registrar-token.ts';
import { stackOutputsOf } from '../stack/stack-outputs.ts';
import { readStack } from '../stack/stack.ts';
import { withTenantAccess } from '../stack/tenant-access.ts';

interface TokenOptions {
  readonly deployer?: boolean;
  readonly secrets: 'plain' | 'omit';
}

/** `token`: a fresh Management API token, and what it is good for. */
export const defineToken: CommandDefinition = (command, run) => {
  command
    .option(
      '--deployer',
      "the deployer's (AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET) instead of the registrar's",
    )
    .addOption(
      new Option('--secrets <policy>', 'print the token itself, or not')
        .choices(['omit', 'plain'])
        .default('omit'),
    )
    .action(run<TokenOptions>(token));
};

const token: CommandHandler<TokenOptions> = async (options, invocation) => {
  const stack = await readStack(options);
  const elsewise = ` The deployer's token: ${ownCommand(`token -s ${stack.name} --deployer`)}`;
  const registrar = options.deployer
    ? undefined
    : registrarOf(await stackOutputsOf(options, invocation), elsewise);
  const mint = async (address: TenantAddress, credentials: ClientCredentials) => ({
    clientId: credentials.clientId,
    ...(await mintManagementToken(address, credentials, systemClock)),
  });
  const { clientId, accessToken, expiresAtMs, scopes } = await withTenantAccess(
    stack.settings,
    options,
    invocation,
    ({ address, credentials }) => mint(address, registrar ?? credentials()),
  );
  const { terminal } = invocation;
  const expiresAt = new Date(expiresAtMs).toISOString();
  const isShown = options.secrets === 'plain';
  if (options.json) {
    const report = { schemaVersion: 1, clientId, expiresAt, scopes, ...(isShown && { token: accessToken }) };
    terminal.result(JSON.stringify(report, null, 2));
    return exitCodes.ok;
  }
  const about = `Application ${clientId}, until ${expiresAt}: ${scopesText(scopes)}.`;
  if (isShown) {
    terminal.progress(about);
    terminal.verbatim(accessToken);
  } else {
    terminal.result(`${about}\nThe token itself is printed with --secrets plain.`);
  }
  return exitCodes.ok;
};

/** More than this nobody reads in a sentence; `--json` has all. */
const mostNamed = 20;

const scopesText = (scopes: readonly string[]): string =>
  scopes.length > mostNamed ? `${scopes.length} scopes, which --json lists` : scopes.join(' ') || 'no scopes';
