import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { parse } from 'dotenv';
import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { serveConnector, type ServeConnectorOptions } from '../../connector/serve.ts';
import { dotenvCommand } from '../../engine/stack-commands.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import {
  type CommandDefinition,
  type GlobalOptions,
  type CommandHandler,
  type Invocation,
  onlyStack,
} from '../invocation.ts';
import { quietHelp, requestLine, testUserText } from '../printed/served-text.ts';
import { type ReachableTenant, tenantDirectory, withSharedTenant } from '../stack/local-tenant.ts';
import { port } from '../option-values.ts';
import { withTimeToWindUp } from '../wind-up.ts';
import { resolved } from '../../dotenv/reference.ts';
import { dotenvDefault, dotenvPath } from '../stack/dotenv-file.ts';
import { fetchTrusting } from '../../http/trusting-fetch.ts';

interface ServeOptions {
  readonly file?: string;
  readonly port?: number;
  readonly quiet?: boolean;
}

/** `connector serve`: the OAuth endpoints of OmniChat's server, with a demonstration API and an MCP server behind them. */
export const defineConnector: CommandDefinition = (command, run) => {
  command
    .command('serve')
    .description(
      'serve the reference connector, with a demonstration API and an MCP server, until interrupted',
    )
    .option('--file <file>', `the .env that describes the tenant (default: ${dotenvDefault})`)
    .option('--port <port>', 'the port (default: that of RESOURCE_URL)', port)
    .option('--quiet', quietHelp)
    .action(run<ServeOptions>(serve));
};

const serve: CommandHandler<ServeOptions> = async (options, invocation) => {
  const file = dotenvPath(options);
  const written = parse(await readFile(file).catch(missing(file, onlyStack(options))));
  const environment = { ...written, ...resolved(written, invocation.environment) };
  const domain = environment['AUTH0_DOMAIN'] ?? '';
  const listenOn = options.port ?? portOf(environment['RESOURCE_URL']);
  const serving = { environment, port: listenOn };
  if (!isLoopbackHost(domain)) return serveUntilInterrupted(serving, options, invocation);
  return withSharedTenant({ directory: tenantDirectory(options, invocation), domain }, invocation, (tenant) =>
    serveUntilInterrupted({ ...serving, tenant }, options, invocation),
  );
};

interface Serving extends Pick<ServeConnectorOptions, 'environment' | 'port'> {
  /** The tenant on this machine that it is for. */
  readonly tenant?: ReachableTenant;
}

/** Less than a command has after a signal. */
const closeGraceMs = 1000;

async function serveUntilInterrupted(
  { tenant, ...connector }: Serving,
  { json, quiet }: ServeOptions & GlobalOptions,
  { terminal, interrupted }: Invocation,
): Promise<number> {
  const server = await serveConnector({
    ...connector,
    ...(tenant !== undefined && { fetch: fetchTrusting(tenant) }),
    portSetting: '--port',
    closeGraceMs,
    log: (event) => {
      if (json && !quiet) terminal.progress(JSON.stringify(event));
    },
    onRequest: (request) => {
      if (!json && !quiet) terminal.progress(requestLine(request));
    },
  });
  terminal.result(
    json
      ? JSON.stringify({ schemaVersion: 1, url: server.url }, null, 2)
      : `OmniChat's OAuth endpoints on ${server.url}`,
  );
  terminal.progress(server.paths.map((path) => `  ${path}`).join('\n'));
  if (tenant !== undefined)
    terminal.progress(`People log in at https://${tenant.domain}/authorize. ${testUserText}`);
  terminal.progress('Stop it with Ctrl-C.');
  if (!interrupted.aborted) await once(interrupted, 'abort');
  await withTimeToWindUp(() => server.close());
  return interrupted.reason === 'SIGINT' ? exitCodes.interrupted : exitCodes.ok;
}

/** The port of a loopback RESOURCE_URL; behind a proxy or a tunnel, the setup guide's. */
function portOf(resourceUrl = ''): number {
  const url = URL.parse(resourceUrl);
  return url !== null && isLoopbackHost(url.host) ? Number(url.port || 80) : 3000;
}

const missing = (file: string, stack: string) => (cause: unknown) => {
  throw new CliError(
    `${file} cannot be read: ${(cause as Error).message}. Write it with \`${dotenvCommand({ stack }, file)}\`, or name another with --file.`,
    { cause },
  );
};
