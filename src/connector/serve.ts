import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { AuthorizationLog } from './authorization-log.ts';
import { createConnector } from './connector.ts';
import { demonstrationRoutes } from './demonstration-api.ts';
import { parseConnectorSettings } from './settings.ts';

/** What the reference server is started with. */
export interface ServeConnectorOptions {
  /** The variables of a stack's `.env`. */
  environment: Readonly<Record<string, string | undefined>>;
  /** 0: the operating system picks one. */
  port: number;
  /** @default 127.0.0.1 */
  hostname?: string;
  /**
   * Reaches Auth0; give one that trusts the local tenant's certificate authority. @default the global fetch
   */
  fetch?: typeof fetch;
  log: AuthorizationLog;
}

/** A running reference server. */
export interface ConnectorServer {
  /** Where it listens, which is not RESOURCE_URL behind a proxy or a tunnel. */
  url: string;
  /** Lets requests under way finish. */
  close: () => Promise<void>;
}

/**
 * Serves the connector with a demonstration API behind it. Speaks plain http, for a proxy or tunnel to put
 * TLS in front.
 *
 * @throws {ConnectorSettingsError} before it listens
 */
export async function serveConnector(options: ServeConnectorOptions): Promise<ConnectorServer> {
  const { environment, port, hostname = '127.0.0.1', fetch, log } = options;
  const settings = parseConnectorSettings(environment);
  const connector = createConnector({ settings, log, ...(fetch !== undefined && { fetch }) });
  const routes = new Map([
    ...demonstrationRoutes(settings.resourceUrl, connector.protect),
    ...connector.routes,
  ]);

  const server = createAdaptorServer({
    fetch: (request, { incoming }) => {
      const handler = routes.get(new URL(request.url).pathname);
      return handler === undefined
        ? Response.json({ error: 'not_found' }, { status: 404 })
        : handler(request, {
            clientAddress: (incoming as HttpBindings['incoming']).socket.remoteAddress ?? '',
          });
    },
    serverOptions: { headersTimeout: 10_000, requestTimeout: 20_000 },
  }) as Server;

  server.listen(port, hostname);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(
      `The connector cannot listen on ${hostname}:${port}; stop what holds it, or choose another port`,
      {
        cause,
      },
    );
  }
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${actualPort}`,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
