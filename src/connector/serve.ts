import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenProblem } from '../http/port-holder.ts';
import { ExpectedError } from '../text/expected-error.ts';
import { type AnsweredRequest, AnsweredRequests } from './answered-requests.ts';
import type { AuthorizationLog } from './endpoint/authorization-log.ts';
import { createConnector } from './connector.ts';
import { demonstrationRoutes } from './demonstration-api.ts';
import { nodeListener } from './node-listener.ts';
import { securityHeaders } from './endpoint/security-headers.ts';
import { parseConnectorSettings } from './settings.ts';

/** What the reference server is started with. */
export interface ServeConnectorOptions {
  /** The variables of a stack's `.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** 0: the operating system picks one. */
  readonly port: number;
  /** What chooses the port, as the message about one that is taken names it. @default `port` */
  readonly portSetting?: string;
  /** @default 127.0.0.1 */
  readonly hostname?: string;
  /**
   * Reaches Auth0; give one that trusts the local tenant's certificate authority. @default the global fetch
   */
  readonly fetch?: typeof fetch;
  readonly log: AuthorizationLog;
  /** How long requests under way may take when it is closed. @default 5000 */
  readonly closeGraceMs?: number;
  /** Hears of each request when it has been answered. @default nobody */
  readonly onRequest?: (request: AnsweredRequest) => void;
}

/** A running reference server. */
export interface ConnectorServer {
  /** Where it listens, which is not RESOURCE_URL behind a proxy or a tunnel. */
  readonly url: string;
  /** The paths that it answers, those of the demonstration first. */
  readonly paths: readonly string[];
  /** Takes no more requests, and gives those under way `closeGraceMs` to finish. */
  readonly close: () => Promise<void>;
}

/**
 * Who sends its headers for longer than ten seconds, or a request for longer than twenty, is answered 408.
 * Node looks for them twice a minute unless told otherwise. Idle connections are kept longer than the minute
 * that common proxies keep theirs, or such a proxy would now and then send a request into a closing one.
 */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
};

const sweepIntervalMs = 50;

/** The address is not free, or not this machine's; `cause` says which. */
class ConnectorListenError extends ExpectedError {
  override readonly name = 'ConnectorListenError';
  readonly code = 'CONNECTOR_CANNOT_LISTEN';
}

/**
 * Serves the connector with a demonstration API behind it. Speaks plain http, for a proxy or tunnel to put
 * TLS in front.
 *
 * @throws {ConnectorSettingsError} before it listens
 * @throws {ConnectorListenError} when it cannot listen
 */
export async function serveConnector(options: ServeConnectorOptions): Promise<ConnectorServer> {
  const {
    environment,
    port,
    portSetting = '`port`',
    hostname = '127.0.0.1',
    fetch,
    closeGraceMs = 5_000,
  } = options;
  const settings = parseConnectorSettings(environment);
  const requests = new AnsweredRequests(options.onRequest ?? (() => undefined));
  const log = requests.noting(options.log);
  const connector = createConnector({ settings, log, ...(fetch !== undefined && { fetch }) });
  const routes = new Map([
    ...demonstrationRoutes(settings.resourceUrl, connector.protect),
    ...connector.routes,
  ]);

  const notFoundHeaders = { 'cache-control': 'no-store', ...securityHeaders(settings.resourceUrl) };

  const listener = nodeListener(async (request, context) => {
    const handler = routes.get(new URL(request.url).pathname);
    return handler === undefined
      ? Response.json({ error: 'not_found' }, { status: 404, headers: notFoundHeaders })
      : handler(request, context);
  });
  const server = createServer(timeouts, requests.listening(listener));

  server.listen(port, hostname);
  try {
    await once(server, 'listening');
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    throw new ConnectorListenError(
      `The connector cannot listen on ${hostname}:${port}: ${await listenProblem(cause, { host: hostname, port }, portSetting)}`,
      { cause },
    );
  }
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    paths: [...routes.keys()],
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${actualPort}`,
    close: async () => {
      const closed = once(server, 'close');
      server.keepAliveTimeout = 1;
      server.close();
      const grace = setTimeout(() => server.closeAllConnections(), closeGraceMs);
      // A connection whose request was answered before all of it had come is not idle yet.
      const sweep = setInterval(() => server.closeIdleConnections(), sweepIntervalMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(grace);
    },
  };
}
