import { Argument } from 'commander';
import { doctorCommand } from '../../engine/stack-commands.ts';
import { ownCommand } from '../../text/own-command.ts';
import { dashboardPage, dashboardUrl } from '../../drift/judges/dashboard.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../invocation.ts';
import { openInBrowser } from '../stack/browser-login.ts';
import { stateFromPulumi } from '../stack/deployed-state.ts';
import { readStack } from '../stack/stack.ts';

interface OpenOptions {
  readonly print?: boolean;
}

const pages = ['tenant', 'connector', 'api', 'logs'] as const;

/** `open`: a page of Auth0's dashboard. */
export const defineOpen: CommandDefinition = (command, run) => {
  command
    .addArgument(new Argument('[page]', 'which page').choices(pages).default('tenant'))
    .option('--print', 'print its address, and open nothing')
    .action(run<OpenOptions>(open));
};

const declared: Partial<Record<string, { readonly type: string; readonly name: string }>> = {
  connector: { type: tokens.client, name: 'connector' },
  api: { type: tokens.resourceServer, name: 'omnichat-api' },
};

const open: CommandHandler<OpenOptions> = async (options, invocation, [page = 'tenant']) => {
  const stack = await readStack(options);
  const { domain } = stack.settings;
  const resource = declared[page];
  let url = dashboardPage(domain, page === 'logs' ? 'logs' : 'tenant/general');
  if (url === undefined) {
    throw new CliError(
      stack.local
        ? `A tenant on this machine has no dashboard. What it holds is printed by: ${ownCommand('tenant export')}`
        : `${domain} is not a domain under auth0.com, and does not say which tenant it is. Open https://manage.auth0.com`,
    );
  }
  if (resource !== undefined) {
    const applied = await stateFromPulumi(stack, invocation.environment, invocation);
    const id = applied?.resources.find(
      ({ type, name }) => type === resource.type && name === resource.name,
    )?.id;
    if (id === undefined) {
      throw new CliError(
        `The state of ${stack.name} does not say which one is ${resource.name}: Pulumi cannot be asked, or it is not deployed. ` +
          `${doctorCommand({ stack: stack.name })} tells which.`,
      );
    }
    url = dashboardUrl(domain, resource.type, id) ?? url;
  }
  invocation.terminal.result(options.json ? JSON.stringify({ schemaVersion: 1, url }) : url);
  if (!options.print && !options.json) openInBrowser(new URL(url));
  return exitCodes.ok;
};
