import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Handler } from './endpoint/endpoint.ts';

/**
 * Makes of a handler what `http.createServer` and Express take; the client's address is the socket's.
 *
 * In Express it has to come before any body parser, for it reads the body itself.
 */
export function nodeListener(handler: Handler): (request: IncomingMessage, response: ServerResponse) => void {
  const listener = getRequestListener(
    (request, { incoming }) => handler(request, { clientAddress: incoming.socket.remoteAddress }),
    { overrideGlobalObjects: false },
  );
  return (request, response) => void listener(request, response);
}
