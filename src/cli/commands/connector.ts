import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { parse } from 'dotenv';
import { isLoopbackHost } from '../../../infra/settings.ts';
import { serveConnector, type ServeConnectorOptions } from '../../connector/serve.ts';
import { dotenvCommand } from '../../engine/stack-commands.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import {
  type CommandDefinition,
  type GlobalOptions,
  type Handler,
  type Invocation,
  onlyStack,
} from '../invocation.ts';
import { tenantDirectory, withSharedTenant } from '../stack/local-tenant.ts';
import { port } from '../option-values.ts';
import { dotenvDefault, dotenvPath } from '../stack/dotenv-file.ts';
import { fetchTrusting } from '../../http/trusting-fetch.ts';

interface ServeOptions {
  readonly file?: string;
  readonly port?: number;
}

/** `connector serve`: the OAuth endpoints of OmniChat's server, with a demonstration API and an MCP server behind them. */
export const defineConnector: CommandDefinition = (command, run) => {
  command
    .command('serve')
    .description('serve them, a demonstration API and an MCP server, until interrupted')
    .option('--file <file>', `the .env that describes the tenant (default: ${dotenvDefault})`)
    .option('--port <port>', 'the port (default: that of RESOURCE_URL)', port)
    .action(run<ServeOptions>(serve));
};

const serve: Handler<ServeOptions> = async (options, invocation) => {
  const file = dotenvPath(options);
  const environment = parse(await readFile(file).catch(missing(file, onlyStack(options))));
  const domain = environment['AUTH0_DOMAIN'] ?? '';
  const listenOn = options.port ?? portOf(environment['RESOURCE_URL']);
  const serveWith = (fetch?: typeof globalThis.fetch) =>
    serveUntilInterrupted({ environment, port: listenOn, ...(fetch && { fetch }) }, options, invocation);
  if (!isLoopbackHost(domain)) return serveWith();
  return withSharedTenant({ directory: tenantDirectory(options, invocation), domain }, invocation, (tenant) =>
    serveWith(fetchTrusting(tenant)),
  );
};

async function serveUntilInterrupted(
  options: Omit<ServeConnectorOptions, 'log'>,
  { json }: GlobalOptions,
  { terminal, interrupted }: Invocation,
): Promise<number> {
  const server = await serveConnector({
    ...options,
    log: (event) => terminal.progress(JSON.stringify(event)),
  });
  terminal.result(
    json
      ? JSON.stringify({ schemaVersion: 1, url: server.url }, null, 2)
      : `OmniChat's OAuth endpoints on ${server.url}`,
  );
  if (!interrupted.aborted) await once(interrupted, 'abort');
  await server.close();
  return interrupted.reason === 'SIGINT' ? exitCodes.interrupted : exitCodes.ok;
}

/** The port of a loopback RESOURCE_URL; behind a proxy or a tunnel, the setup guide's. */
function portOf(resourceUrl = ''): number {
  const url = URL.canParse(resourceUrl) ? new URL(resourceUrl) : undefined;
  return url !== undefined && isLoopbackHost(url.host) ? Number(url.port || 80) : 3000;
}

const missing = (file: string, stack: string) => (cause: unknown) => {
  throw new CliError(
    `${file} cannot be read: ${(cause as Error).message}. Write it with \`${dotenvCommand({ stack }, file)}\`, or name another with --file.`,
    { cause },
  );
};
