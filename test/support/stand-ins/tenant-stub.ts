import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { serverCertificate } from '../tenants/server-certificate.ts';

export interface StubRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text and bytes as they are. */
  readonly body?: unknown;
}

export interface TenantStub {
  readonly domain: string;
  /** PEM. */
  readonly ca: string;
  readonly caFile: string;
  readonly requests: readonly StubRequest[];
}

/** An HTTPS server that answers what the test says, and anything at `/oauth/token` with a token unless the test does. */
export async function serveStub(
  answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer> | undefined,
  { host = 'localhost' }: { readonly host?: string } = {},
): Promise<TenantStub> {
  const certificate = await serverCertificate(host);
  const requests: StubRequest[] = [];
  const server = createServer(certificate, (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(request);
      const fallback: StubAnswer =
        request.path === '/oauth/token' ? { body: token() } : { status: 404, body: notFound };
      void respond(outgoing, answer(request) ?? fallback);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  const { caFile } = certificate;
  return { domain: `${host}:${port}`, ca: await readFile(caFile, 'utf8'), caFile, requests };
}

async function respond(outgoing: ServerResponse, answer: StubAnswer | Promise<StubAnswer>): Promise<void> {
  const { status = 200, headers, body } = await answer;
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
  const asItIs = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined;
  outgoing.end(asItIs ? body : JSON.stringify(body));
}

const token = () => ({
  access_token: 'the access token',
  expires_in: 86_400,
  scope: 'read:clients',
  token_type: 'Bearer',
});

const notFound = {
  statusCode: 404,
  error: 'Not Found',
  message: 'The client does not exist',
  errorCode: 'inexistent_client',
};
