import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { nodeListener } from '../../src/connector/node-listener.ts';
import { serveConnector } from '../../src/connector/serve.ts';
import { apiAudience, connectorEnvironment } from '../support/stand-ins/connector.ts';
import { startTokenIssuer } from '../support/stand-ins/token-issuer.ts';
import { runSuite } from './suite.ts';

/** Serves the demonstration MCP server, and in front of it what gives every request a token, for the suite has none. */
async function serveWithToken(): Promise<string> {
  const issuer = await startTokenIssuer(apiAudience);
  onTestFinished(issuer.close);
  const environment = connectorEnvironment(issuer.issuer, issuer.jwksUri);
  const server = await serveConnector({ environment, port: 0, log: () => undefined });
  onTestFinished(server.close);
  const authorization = `Bearer ${await issuer.sign({ scope: 'files:read chat:read' })}`;
  const proxy = createServer(
    nodeListener(async (request) => {
      const { pathname } = new URL(request.url);
      const headers = new Headers(request.headers);
      for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) headers.delete(name);
      headers.set('authorization', authorization);
      const body = request.method === 'POST' ? await request.text() : null;
      return fetch(server.url + pathname, { method: request.method, headers, body });
    }),
  ).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mcp`;
}

/** Most scenarios call tools, prompts and resources of the suite's own, which a server has for its sake alone. */
test.each(['server-stateless', 'tools-list', 'http-header-validation'])(
  'the demonstration server behind the connector passes %s',
  async (scenario) => {
    const results = await runSuite({
      words: [
        'server',
        '--url',
        await serveWithToken(),
        '--scenario',
        scenario,
        '--spec-version',
        '2026-07-28',
      ],
      counts: ({ errorMessage = '' }) => !errorMessage.startsWith('Not testable: server does not list'),
    });
    expect(Object.values(results)).toEqual([{ passed: expect.any(Number), faults: [] }]);
    expect(Object.values(results)[0]?.passed).toBeGreaterThan(1);
  },
);
