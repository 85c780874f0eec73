import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import * as oauth from 'oauth4webapi';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AuthorizationEvent } from '../../src/connector/endpoint/authorization-log.ts';
import { type ConnectorServer, serveConnector } from '../../src/connector/serve.ts';
import {
  apiAudience,
  connectorEnvironment,
  guideRegistration,
  postJson,
} from '../support/stand-ins/connector.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/stand-ins/token-issuer.ts';

const insecure = { [oauth.allowInsecureRequests]: true };

let issuer: TokenIssuer;
let server: ConnectorServer;
let events: AuthorizationEvent[];

const environment = (over: Record<string, string> = {}): Record<string, string> => ({
  ...connectorEnvironment(issuer.issuer, issuer.jwksUri),
  ...over,
});

beforeAll(async () => {
  issuer = await startTokenIssuer(apiAudience);
});

afterAll(() => issuer.close());

beforeEach(async () => {
  events = [];
  server = await serveConnector({ environment: environment(), port: 0, log: (event) => events.push(event) });
});

afterEach(() => server.close());

describe('oauth4webapi, which nobody here wrote,', () => {
  test('finds the authorization server from the resource', async () => {
    const response = await fetch(`${server.url}/.well-known/oauth-protected-resource`);
    const resource = await oauth.processResourceDiscoveryResponse(new URL(apiAudience), response);

    expect(resource.authorization_servers).toEqual([issuer.issuer]);
  });

  test("takes the issuer's metadata from us for the issuer's own", async () => {
    const response = await fetch(`${server.url}/.well-known/oauth-authorization-server`);
    const metadata = await oauth.processDiscoveryResponse(new URL(issuer.issuer), response);

    expect(metadata.token_endpoint).toBe(`${issuer.issuer}oauth/token`);
  });

  test('registers a client', async () => {
    const client = await oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(
        { issuer: issuer.issuer, registration_endpoint: `${server.url}/register` },
        guideRegistration,
        insecure,
      ),
    );

    expect(client).toMatchObject({ client_id: 'public-client', token_endpoint_auth_method: 'none' });
    expect(client).not.toHaveProperty('client_secret');
  });

  test('understands the refusal of a registration', async () => {
    const refused = oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(
        { issuer: issuer.issuer, registration_endpoint: `${server.url}/register` },
        { redirect_uris: ['https://evil.example/'] },
        insecure,
      ),
    );

    await expect(refused).rejects.toMatchObject({
      code: oauth.RESPONSE_BODY_ERROR,
      status: 400,
      error: 'invalid_redirect_uri',
    });
  });

  test('reads the challenge of a refused token', async () => {
    const refused = oauth.protectedResourceRequest(
      await issuer.sign({ exp: 1 }),
      'GET',
      new URL(`${server.url}/files`),
      undefined,
      undefined,
      insecure,
    );

    await expect(refused).rejects.toMatchObject({
      code: oauth.WWW_AUTHENTICATE_CHALLENGE,
      status: 401,
      cause: [
        {
          scheme: 'bearer',
          parameters: {
            resource_metadata: 'http://localhost:3000/.well-known/oauth-protected-resource',
            scope: 'files:read',
            error: 'invalid_token',
            error_description: 'The token has expired',
          },
        },
      ],
    });
  });
});

describe('the demonstration API', () => {
  test.each([
    ['GET', '/files', 'files:read'],
    ['POST', '/files', 'files:write'],
    ['GET', '/chat', 'chat:read'],
    ['POST', '/chat', 'chat:write'],
    ['POST', '/ssh', 'ssh:execute'],
  ])('%s %s needs %s and no other scope', async (method, path, scope) => {
    const others = ['files:read', 'files:write', 'chat:read', 'chat:write', 'ssh:execute'].filter(
      (other) => other !== scope,
    );
    const ask = async (granted: string): Promise<Response> =>
      fetch(`${server.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${await issuer.sign({ scope: granted })}` },
      });

    const letIn = await ask(scope);
    expect(letIn.status).toBe(200);
    expect(await letIn.json()).toEqual({
      demonstration: true,
      required_scopes: [scope],
      subject: 'auth0|alice',
      client_id: 'client-of-alice',
      scope,
    });
    expect((await ask(others.join(' '))).status).toBe(403);
  });

  test('answers its root with 401 and the way to the metadata', async () => {
    const response = await fetch(server.url);

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer resource_metadata="http://localhost:3000/.well-known/oauth-protected-resource", scope="files:read chat:read"',
    );
  });

  test('begins where RESOURCE_URL does', async () => {
    const behindPath = await serveConnector({
      environment: environment({ RESOURCE_URL: apiAudience }),
      port: 0,
      log: () => undefined,
    });
    const statuses = await Promise.all(
      ['/api', '/api/files', '/files', '/'].map(async (path) => (await fetch(behindPath.url + path)).status),
    );
    await behindPath.close();

    expect(statuses).toEqual([401, 401, 404, 404]);
  });
});

test('a path that nobody serves is 404', async () => {
  const response = await fetch(`${server.url}/.well-known/openid-configuration`);

  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'not_found' });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(events).toEqual([]);
});

test("an event names the socket's address", async () => {
  await fetch(`${server.url}/register`, postJson(guideRegistration));

  expect(events).toMatchObject([{ event: 'registration', status: 201, clientAddress: '127.0.0.1' }]);
});

test('a body without end is cut off', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = httpRequest(`${server.url}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    request.on('response', (response) => {
      resolve(response.statusCode);
      response.resume();
      request.destroy();
    });
    request.on('error', reject);
    const more = (): void => {
      while (!request.destroyed && request.write(' '.repeat(4096)));
    };
    request.on('drain', more);
    more();
  });

  expect(status).toBe(413);
});

test('a client that goes away in the middle of its body is no failure of ours', async () => {
  const request = httpRequest(`${server.url}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 1000 },
  });
  request.on('error', () => undefined);
  request.write('{"client_name":', () => request.destroy());

  await vi.waitUntil(() => events.length > 0, { timeout: 30_000 });
  expect(events).toMatchObject([
    { outcome: 'refused', status: 400, reason: 'The request was given up by the client' },
  ]);
});

test('headers that do not end are answered 408, and not after half a minute', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
  const answer = await text(socket);

  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
}, 20_000);

test('headers beyond 16 KiB are answered 431', async () => {
  const response = await fetch(server.url, { headers: { padding: 'x'.repeat(17_000) } });

  expect(response.status).toBe(431);
});

test('a connection is used again', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const localPorts: (number | undefined)[] = [];
  for (let count = 0; count < 2; count += 1) {
    const request = httpRequest(server.url, { agent });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    localPorts.push(response.socket.localPort);
    expect(response.headers['keep-alive']).toBe('timeout=65');
    response.resume();
    await once(response, 'close');
  }
  agent.destroy();

  expect(localPorts[0]).toBe(localPorts[1]);
});

describe('closing', () => {
  let closing: ConnectorServer;

  beforeEach(async () => {
    closing = await serveConnector({ environment: environment(), port: 0, log: () => undefined });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const registering = (): ClientRequest => {
    const body = JSON.stringify(guideRegistration);
    const request = httpRequest(`${closing.url}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
    });
    request.flushHeaders();
    return request;
  };

  test('lets a request under way finish, and takes no other', async () => {
    const request = registering();
    await once(request, 'continue');
    const closed = closing.close();
    await expect(fetch(closing.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });

    request.end(JSON.stringify(guideRegistration));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(201);
    response.resume();
    await closed;
  });

  test('waits for five seconds and no longer', async () => {
    const request = registering();
    await once(request, 'continue');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let isClosed = false;
    const closed = closing.close().then(() => (isClosed = true));
    const ended = once(request, 'error');
    await vi.advanceTimersByTimeAsync(4_999);
    // Whatever was cut off by then would be heard of in these turns.
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect([isClosed, request.destroyed]).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(1);

    expect((await ended)[0]).toMatchObject({ code: 'ECONNRESET' });
    await closed;
  });
});

test.each([
  ['without a token', false, 401],
  ['with one', true, 200],
])('a mebibyte that nobody reads resets no connection, %s', async (_case, hasToken, status) => {
  const headers = {
    ...(hasToken && { authorization: `Bearer ${await issuer.sign({ scope: 'files:write' })}` }),
  };
  const body = new Uint8Array(1024 * 1024);
  const statuses: number[] = [];
  for (let count = 0; count < 60; count += 1) {
    const response = await fetch(`${server.url}/files`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    statuses.push(response.status);
  }

  expect(statuses).toEqual(Array.from({ length: 60 }, () => status));
});

test('many requests at once are all answered', async () => {
  const authorization = `Bearer ${await issuer.sign()}`;
  const statuses = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const response = await fetch(`${server.url}/files`, { headers: { authorization } });
      await response.arrayBuffer();
      return response.status;
    }),
  );

  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(events).toHaveLength(100);
});

test('a port in use is named', async () => {
  const port = Number(new URL(server.url).port);

  await expect(
    serveConnector({ environment: environment(), port, log: () => undefined }),
  ).rejects.toMatchObject({
    code: 'CONNECTOR_CANNOT_LISTEN',
    message: expect.stringMatching(
      /^The connector cannot listen on 127\.0\.0\.1:\d+: .*listens there.* choose another port with `port`\.$/,
    ),
    cause: { code: 'EADDRINUSE' },
  });
});

test('an environment that is not fit refuses before anything listens', async () => {
  await expect(serveConnector({ environment: {}, port: 0, log: () => undefined })).rejects.toMatchObject({
    code: 'CONNECTOR_SETTINGS_INVALID',
  });
});
