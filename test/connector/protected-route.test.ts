import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { ProtectedRoute } from '../../src/connector/access/protected-route.ts';
import type { Handler } from '../../src/connector/endpoint/endpoint.ts';
import { apiAudience, call, testedConnector, type TestedConnector } from '../support/stand-ins/connector.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/stand-ins/token-issuer.ts';

const metadataUrl = 'resource_metadata="https://omnichat.com/.well-known/oauth-protected-resource/api"';

let issuer: TokenIssuer;
let connector: TestedConnector;
let files: Handler;
let handled: number;

beforeAll(async () => {
  issuer = await startTokenIssuer(apiAudience);
});

afterAll(() => issuer.close());

beforeEach(() => {
  handled = 0;
  connector = testedConnector({ issuer: issuer.issuer, jwksUri: issuer.jwksUri }, { fetch });
  files = connector.protect({
    GET: countedRoute('files:read'),
    POST: countedRoute('files:read', 'files:write'),
    DELETE: countedRoute(),
  });
});

function countedRoute(...scopes: ProtectedRoute['scopes']): ProtectedRoute {
  return {
    scopes,
    handle: (_request, token) => {
      handled += 1;
      return Response.json({ subject: token.subject });
    },
  };
}

async function request(method: string, authorization?: string): Promise<Response> {
  return call(files, '/files', {
    method,
    ...(authorization !== undefined && { headers: { authorization } }),
  });
}

test('a token with the scope is let in, and the event names client, subject and scopes', async () => {
  const response = await request('GET', `Bearer ${await issuer.sign()}`);

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ subject: 'auth0|alice' });
  expect(connector.events).toEqual([
    {
      time: new Date(connector.now()).toISOString(),
      event: 'api_access',
      outcome: 'accepted',
      status: 200,
      method: 'GET',
      path: '/files',
      clientAddress: '203.0.113.7',
      clientId: 'client-of-alice',
      subject: 'auth0|alice',
      scope: 'files:read chat:read',
    },
  ]);
});

test('the scheme is written in any case', async () => {
  expect((await request('GET', `bearer ${await issuer.sign()}`)).status).toBe(200);
});

test('a route without scopes lets any token in', async () => {
  expect((await request('DELETE', `Bearer ${await issuer.sign({ scope: '' })}`)).status).toBe(200);
  expect((await request('DELETE')).headers.get('www-authenticate')).toBe(
    `Bearer ${metadataUrl}, scope="files:read chat:read"`,
  );
});

test.each([
  ['no Authorization header', undefined],
  ['another scheme', 'Basic dXNlcjpwYXNz'],
  ['a scheme that only begins like it', 'Bearers abc'],
])('%s: 401 with a challenge and without an error code', async (_case, authorization) => {
  const response = await request('GET', authorization);

  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe(`Bearer ${metadataUrl}, scope="files:read"`);
  expect(await response.text()).toBe('');
  expect(handled).toBe(0);
  expect(connector.events).toMatchObject([{ outcome: 'refused', status: 401 }]);
  expect(connector.events[0]).not.toHaveProperty('error');
});

test('a token in the query counts as none', async () => {
  const response = await call(files, `/files?access_token=${await issuer.sign()}`);

  expect(response.status).toBe(401);
  expect(connector.events[0]?.path).toBe('/files');
});

test.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer "abc"', 'Bearer a,Bearer b'])(
  '%j: 400 invalid_request',
  async (authorization) => {
    const response = await request('GET', authorization);

    expect(response.status).toBe(400);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer ${metadataUrl}, scope="files:read", error="invalid_request", error_description="The Authorization header holds no bearer token"`,
    );
  },
);

test('a bad token: 401 invalid_token, and the token is in neither answer nor log', async () => {
  const token = await issuer.sign({ exp: 1 });
  const response = await request('GET', `Bearer ${token}`);

  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe(
    `Bearer ${metadataUrl}, scope="files:read", error="invalid_token", error_description="The token has expired"`,
  );
  expect(await response.json()).toEqual({
    error: 'invalid_token',
    error_description: 'The token has expired',
  });
  expect(handled).toBe(0);
  expect(connector.events).toMatchObject([{ outcome: 'refused', status: 401, error: 'invalid_token' }]);
  expect(JSON.stringify(connector.events)).not.toContain(token.slice(0, 20));
});

test('a token that lacks one of the scopes: 403 insufficient_scope with all that are needed', async () => {
  const response = await request('POST', `Bearer ${await issuer.sign()}`);

  expect(response.status).toBe(403);
  expect(response.headers.get('www-authenticate')).toBe(
    `Bearer ${metadataUrl}, scope="files:read files:write", error="insufficient_scope", error_description="This route needs the scope files:read files:write"`,
  );
  expect(handled).toBe(0);
  expect(connector.events).toMatchObject([
    { outcome: 'refused', error: 'insufficient_scope', clientId: 'client-of-alice', subject: 'auth0|alice' },
  ]);
});

test.each(['files:readonly', 'FILES:READ', 'files:*', 'xfiles:read'])(
  'the scope %s is not files:read',
  async (scope) => {
    expect((await request('GET', `Bearer ${await issuer.sign({ scope })}`)).status).toBe(403);
  },
);

test('keys that cannot be had: 503, for the caller is not at fault', async () => {
  const withoutKeys = testedConnector({ issuer: issuer.issuer });
  const keyless = withoutKeys.protect({ GET: countedRoute('files:read') });
  const response = await call(keyless, '/files', {
    headers: { authorization: `Bearer ${await issuer.sign()}` },
  });

  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(response.headers.has('www-authenticate')).toBe(false);
  expect(withoutKeys.events).toMatchObject([
    {
      outcome: 'failed',
      reason:
        'OAUTH_JWKS_URI cannot be used: No answer from https://tenant.eu.auth0.com/.well-known/jwks.json: unplanned request to https://tenant.eu.auth0.com/.well-known/jwks.json',
    },
  ]);
});

test("a handler's own Vary stays beside ours", async () => {
  const varying = connector.protect({
    GET: { scopes: [], handle: () => new Response('', { headers: { vary: 'Accept-Language' } }) },
  });
  const response = await call(varying, '/files', {
    headers: { authorization: `Bearer ${await issuer.sign()}` },
  });

  expect(response.headers.get('vary')).toBe('Accept-Language, Origin');
});

test('a handler cannot let pages in that the connector keeps out', async () => {
  const open = connector.protect({
    GET: { scopes: [], handle: () => new Response('', { headers: { 'access-control-allow-origin': '*' } }) },
  });
  const response = await call(open, '/files', {
    headers: { authorization: `Bearer ${await issuer.sign()}`, origin: 'https://omnichat.com' },
  });

  expect(response.headers.get('access-control-allow-origin')).toBe('https://omnichat.com');
});

test('a body beyond a mebibyte fails while the handler reads it', async () => {
  const upload = connector.protect({
    POST: {
      scopes: [],
      handle: async (incoming) => Response.json((await incoming.arrayBuffer()).byteLength),
    },
  });
  const authorization = `Bearer ${await issuer.sign()}`;
  const send = (bytes: number): Promise<Response> =>
    call(upload, '/files', { method: 'POST', headers: { authorization }, body: new Uint8Array(bytes) });

  expect(await (await send(1024 * 1024)).json()).toBe(1024 * 1024);
  expect((await send(1024 * 1024 + 1)).status).toBe(413);
});

test('the largest body is what the connector is told', async () => {
  const small = testedConnector(
    { issuer: issuer.issuer, jwksUri: issuer.jwksUri },
    { fetch, maxApiRequestBytes: 10 },
  ).protect({
    POST: { scopes: [], handle: async (incoming) => Response.json((await incoming.text()).length) },
  });
  const authorization = `Bearer ${await issuer.sign()}`;
  const statuses = await Promise.all(
    [10, 11].map(
      async (bytes) =>
        (await call(small, '/', { method: 'POST', headers: { authorization }, body: 'x'.repeat(bytes) }))
          .status,
    ),
  );

  expect(statuses).toEqual([200, 413]);
});

test.each<[string, () => Response]>([
  ['no response', () => undefined as unknown as Response],
  ['a network error in place of a response', () => Response.error()],
])('a handler that gives %s: 500, and no rejection', async (_case, handle) => {
  const broken = connector.protect({ GET: { scopes: [], handle } });
  const response = await call(broken, '/files', {
    headers: { authorization: `Bearer ${await issuer.sign()}` },
  });

  expect(response.status).toBe(500);
  expect(connector.events).toMatchObject([{ outcome: 'failed', error: 'server_error' }]);
});

test('a network error is none below a server of Hono either, whose own Response takes every status', async () => {
  const ofNode = { Request, Response };
  onTestFinished(() => void Object.assign(globalThis, ofNode));
  getRequestListener(() => new Response());
  expect(Response).not.toBe(ofNode.Response);
  const broken = connector.protect({ GET: { scopes: [], handle: () => Response.error() } });
  const headers = { authorization: `Bearer ${await issuer.sign()}` };
  for (const method of ['GET', 'HEAD'])
    expect((await call(broken, '/files', { method, headers })).status).toBe(500);
});

test('a handler that breaks: 500, and the reason is in the log alone', async () => {
  const broken = connector.protect({
    GET: {
      scopes: [],
      handle: () => {
        throw new RangeError('broken inside');
      },
    },
  });
  const response = await call(broken, '/files', {
    headers: { authorization: `Bearer ${await issuer.sign()}` },
  });

  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    error: 'server_error',
    error_description: 'The server failed to answer this request',
  });
  expect(connector.events).toMatchObject([
    {
      outcome: 'failed',
      error: 'server_error',
      reason: expect.stringContaining('RangeError: broken inside'),
    },
  ]);
});

test.each([
  ['an opaque token', 'Zm9vYmFyYmF6', 'The token is not a signed JWT'],
  ['an encrypted token', 'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn', 'The token is encrypted'],
])('%s, as a client without audience gets it, is logged with its usual cause', async (_case, token, said) => {
  const response = await request('GET', `Bearer ${token}`);

  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ error: 'invalid_token', error_description: said });
  expect(connector.events.at(-1)?.reason).toMatch(new RegExp(`^${said}\\. Auth0 gives such a token to`));
  expect(connector.events.at(-1)?.reason).not.toContain(token);
});

test.each(['=', '=='])('a token with %s behind it is no JWT (RFC 7515 §2)', async (padding) => {
  const response = await request('GET', `Bearer ${await issuer.sign()}${padding}`);
  expect(response.status).toBe(401);
  expect(handled).toBe(0);
});

test("a token with the issuer's own scopes alone is logged with what leads to it", async () => {
  const response = await request('GET', `Bearer ${await issuer.sign({ scope: 'openid profile' })}`);

  expect(response.status).toBe(403);
  expect(response.headers.get('www-authenticate')).toContain('scope="files:read"');
  expect(connector.events.at(-1)?.reason).toMatch(/no scope of the API at all/);
  await request('POST', `Bearer ${await issuer.sign({ scope: 'files:read' })}`);
  expect(connector.events.at(-1)?.reason).toBe('This route needs the scope files:read files:write');
});

test.each(['tpc_alices', 'https://app.example/client.json'])(
  'a client that Auth0 calls a third party (%s) is not challenged for a scope that it never gets',
  async (clientId) => {
    const operator = connector.protect({ GET: countedRoute('files:read', 'ssh:execute') });
    const ask = async (claims: Record<string, unknown>) =>
      call(operator, '/files', { headers: { authorization: `Bearer ${await issuer.sign(claims)}` } });

    const response = await ask({ client_id: clientId, scope: 'files:read' });
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBeNull();
    expect(await response.json()).toEqual({
      error: 'access_denied',
      error_description: 'Clients that registered themselves never get the scope ssh:execute',
    });
    expect(connector.events.at(-1)?.reason).toContain('link with the client id and secret of the .env');

    const held = await ask({ client_id: clientId, scope: 'files:read ssh:execute' });
    expect(held.status).toBe(200);
    const other = await ask({ client_id: clientId, scope: 'ssh:execute' });
    expect(other.headers.get('www-authenticate')).toContain('scope="files:read ssh:execute"');
  },
);
