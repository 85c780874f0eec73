import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { clientGroups } from '../../../src/verify/check-group.ts';
import { createScriptedUser } from '../../../src/verify/login/scripted-user.ts';
import { issuerTarget } from '../../../src/verify/target.ts';
import { verify } from '../../../src/verify/verify.ts';
import { unpassed } from '../../support/verify/check-results.ts';

const secret = 'made by the server';

/**
 * An MCP server of 2025 and its issuer in one, on http, as people have them while they build: it makes each client one with a secret,
 * its tokens are opaque, there are no refresh tokens, and its challenge does not say where its metadata is, which is at the root.
 */
async function serveAnother(): Promise<{ readonly url: string; readonly registered: object[] }> {
  const registered: object[] = [];
  let origin = '';
  const answers: Readonly<
    Record<string, (request: IncomingMessage, body: string) => [number, object, object?]>
  > = {
    'GET /.well-known/oauth-protected-resource': () => [
      200,
      { resource: `${origin}/mcp`, authorization_servers: [origin] },
    ],
    'GET /.well-known/oauth-authorization-server': () => [
      200,
      {
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/register`,
        code_challenge_methods_supported: ['S256'],
      },
    ],
    'POST /register': (_, body) => {
      registered.push(JSON.parse(body) as object);
      const made = { client_secret: secret, token_endpoint_auth_method: 'client_secret_basic' };
      return [201, { client_id: 'client', ...made }];
    },
    'GET /authorize': ({ url = '' }) => {
      const asked = new URL(url, origin).searchParams;
      const answer = new URLSearchParams({ code: 'code', state: asked.get('state') ?? '' });
      return [302, {}, { location: `${asked.get('redirect_uri')}?${answer.toString()}` }];
    },
    'POST /token': ({ headers }) =>
      headers.authorization ===
      `Basic ${Buffer.from(`client:${secret.replaceAll(' ', '+')}`).toString('base64')}`
        ? [200, { access_token: 'no-jwt', token_type: 'Bearer' }]
        : [401, { error: 'invalid_client' }],
    'POST /mcp': ({ headers }, body) => {
      if (headers.authorization !== 'Bearer no-jwt') return [401, {}, { 'www-authenticate': 'Bearer' }];
      const { method } = JSON.parse(body) as { readonly method: string };
      return method === 'initialize' ? [200, {}] : [400, {}];
    },
  };
  const server = createServer((request, response) => {
    void (async () => {
      const answer = answers[`${request.method} ${new URL(request.url ?? '', origin).pathname}`];
      const [status, body, headers] = answer?.(request, await text(request)) ?? [404, {}];
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `${origin}/mcp`, registered };
}

test('an MCP client goes its way to a server that is neither on https nor knows JWTs, and makes clients with a secret', async () => {
  const { url, registered } = await serveAnother();
  const report = await verify({
    target: issuerTarget(new URL(url).origin, { RESOURCE_URL: url }),
    groups: clientGroups.filter(({ client }) => client?.name === 'mcp'),
    fetch,
    user: createScriptedUser(fetch, { email: 'nobody@example.com', password: 'none' }),
    register: true,
  });
  expect(unpassed(report, { skipped: true })).toEqual({ 'mcp-audience': 'skip', 'mcp-refresh': 'skip' });
  expect(report.conclusion).toEqual({
    outcome: 'undecided',
    sentence:
      'Whether an MCP client will link cannot be told. The token is for the resource: the token is opaque: only the server can tell.',
  });
  expect(registered).toContainEqual(expect.objectContaining({ application_type: 'native' }));
  expect(JSON.stringify(report)).not.toContain(secret);
});
