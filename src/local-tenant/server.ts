import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { isIP, type AddressInfo } from 'node:net';
import { listenProblem } from '../http/port-holder.ts';
import type { ServerCertificate } from './keys/certificates.ts';
import type { Domain } from './domain.ts';
import { LocalTenantError } from './errors.ts';

/** Answers a request of Node's HTTP server. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A listening server, before it is known what answers its requests. */
export interface LocalServer {
  readonly port: number;
  /** Sets who answers from now on; requests that came before there was anybody are answered too. */
  answerWith(listener: Listener): void;
  close(): Promise<void>;
}

/**
 * Listens on loopback only.
 *
 * @param portSetting what chooses the port, as a message names it
 * @throws {@link LocalTenantError} `PORT_UNAVAILABLE`
 */
export async function listen(
  domain: Domain,
  certificate: Pick<ServerCertificate, 'key' | 'cert'>,
  portSetting: string,
): Promise<LocalServer> {
  const first = deferred<Listener>();
  let listener = first.promise;
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    void listener.then((answer) => answer(request, response));
  });
  await listening(server, domain, portSetting);
  return {
    port: (server.address() as AddressInfo).port,
    answerWith: (answer) => {
      first.resolve(answer);
      listener = Promise.resolve(answer);
    },
    close: () => closed(server),
  };
}

/** Turns a web-standard handler into one for Node's HTTP server. */
export function listenerOf(fetch: (request: Request) => Response | Promise<Response>): Listener {
  // Other code of this process must keep Node's own Request and Response.
  return getRequestListener(fetch, { overrideGlobalObjects: false });
}

function deferred<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function listening(server: Server, { host, port }: Domain, portSetting: string): Promise<void> {
  // `localhost` may also be ::1, where a client that knows IPv4 only would find nobody.
  const address = isIP(host) === 0 ? '127.0.0.1' : host;
  server.listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    throw new LocalTenantError(
      'PORT_UNAVAILABLE',
      `The tenant cannot be served on ${host}:${port}: ${await listenProblem(cause, { host: address, port }, portSetting)}`,
      { cause },
    );
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
