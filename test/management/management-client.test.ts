import { describe, expect, onTestFinished, test } from 'vitest';
import { ManagementClient } from '../../src/management/management-client.ts';
import { ManagementError } from '../../src/management/management-error.ts';
import { FakeClock } from '../support/stand-ins/fake-clock.ts';
import {
  serveStub,
  type StubAnswer,
  type StubRequest,
  type TenantStub,
} from '../support/stand-ins/tenant-stub.ts';

const credentials = { clientId: 'deployer', clientSecret: 'the-client-secret' };

function clientOf({ domain, ca }: Pick<TenantStub, 'domain' | 'ca'>, clock = new FakeClock()) {
  const client = new ManagementClient({ domain, ca, credentials, clock });
  onTestFinished(() => client.close());
  return { client, clock };
}

const apiOnly = (answer: (request: StubRequest) => StubAnswer) => (request: StubRequest) =>
  request.path.startsWith('/api/v2/') ? answer(request) : undefined;

async function failureOf(request: Promise<unknown>): Promise<ManagementError> {
  const error: unknown = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ManagementError);
  return error as ManagementError;
}

describe('token', () => {
  test('is asked for once by client credentials for the Management API and kept', async () => {
    const stub = await serveStub(apiOnly(() => ({ body: {} })));
    const { client } = clientOf(stub);
    await Promise.all([client.get('/prompts'), client.get('/tenants/settings')]);
    await client.get('/prompts');
    const [token, ...others] = stub.requests.filter(({ path }) => path === '/oauth/token');
    expect(others).toEqual([]);
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'deployer',
      client_secret: 'the-client-secret',
      audience: `https://${stub.domain}/api/v2/`,
    });
    expect(stub.requests.at(-1)?.headers['authorization']).toBe('Bearer the access token');
  });

  test('is renewed a minute before it ends', async () => {
    const stub = await serveStub(apiOnly(() => ({ body: {} })));
    const { client, clock } = clientOf(stub);
    const tokens = () => stub.requests.filter(({ path }) => path === '/oauth/token').length;
    await client.get('/prompts');
    clock.advance(86_400_000 - 60_001);
    await client.get('/prompts');
    expect(tokens()).toBe(1);
    clock.advance(1);
    await client.get('/prompts');
    expect(tokens()).toBe(2);
  });

  test('is asked for again while the token endpoint fails', async () => {
    let failures = 2;
    const stub = await serveStub(({ path }) => {
      if (path !== '/oauth/token') return { body: {} };
      return failures-- > 0 ? { status: 503, body: {} } : undefined;
    });
    const { client, clock } = clientOf(stub);
    await client.get('/prompts');
    expect(clock.waits).toEqual([250, 500]);
  });

  test('is replaced once when the tenant refuses it', async () => {
    const refused = {
      status: 401,
      body: { statusCode: 401, error: 'Unauthorized', message: 'Invalid token' },
    };
    let refusals = 1;
    const stub = await serveStub(apiOnly(() => (refusals-- > 0 ? refused : { body: { fine: true } })));
    const { client } = clientOf(stub);
    await expect(client.get('/prompts')).resolves.toEqual({ fine: true });

    refusals = 9;
    const error = await failureOf(client.get('/prompts'));
    expect(error.status).toBe(401);
    expect(stub.requests.filter(({ path }) => path === '/api/v2/prompts')).toHaveLength(4);
  });

  test('is asked for again after 429 when the tenant allows it', async () => {
    let limited = 3;
    const clock = new FakeClock();
    const stub = await serveStub(({ path }) => {
      if (path !== '/oauth/token') return { body: { fine: true } };
      return limited-- > 0 ? { status: 429, headers: { 'retry-after': '2' }, body: {} } : undefined;
    });
    await expect(clientOf(stub, clock).client.get('/prompts')).resolves.toEqual({ fine: true });
    expect(clock.waits).toEqual([2000, 2000, 2000]);
  });

  test('that is refused names the missing grant and never the secret', async () => {
    const stub = await serveStub(({ body }) => ({
      status: 403,
      body: {
        error: 'access_denied',
        error_description: `Client has not been granted scopes: read:clients (${body})`,
      },
    }));
    const error = await failureOf(clientOf(stub).client.get('/prompts'));
    expect(error.errorCode).toBe('access_denied');
    expect(error.message).toContain(
      `POST https://${stub.domain}/oauth/token: 403 access_denied: Client has not been granted`,
    );
    expect(error.message).toContain('holds a client grant on the audience');
    expect(error.message).not.toContain('the-client-secret');
  });
});

describe('refusals', () => {
  const refusal = (status: number, errorCode: string, message: string) => ({
    status,
    body: { statusCode: status, error: 'Error', message, errorCode },
  });

  test('names the missing scope', async () => {
    const stub = await serveStub(
      apiOnly(() =>
        refusal(403, 'insufficient_scope', 'Insufficient scope, expected any of: read:roles, read:users'),
      ),
    );
    const error = await failureOf(clientOf(stub).client.get('/roles', { name_filter: 'a b' }));
    expect(error.missingScopes).toEqual(['read:roles', 'read:users']);
    expect(error.message).toBe(
      `GET https://${stub.domain}/api/v2/roles?name_filter=a+b: 403 insufficient_scope: Insufficient scope, expected any of: ` +
        'read:roles, read:users. Grant read:roles or read:users on the Management API to the application whose credentials are used.',
    );
  });

  test.each([
    [404, 'inexistent_client', 'The client does not exist', 'Compare the id with the tenant.'],
    [409, 'conflict', 'A connection with the same name already exists', 'Remove it or rename it.'],
    [400, 'invalid_body', "Payload validation error: 'x'", "'x'."],
  ])('says what to do after %i', async (status, errorCode, message, cure) => {
    const stub = await serveStub(apiOnly(() => refusal(status, errorCode, message)));
    const error = await failureOf(clientOf(stub).client.post('/clients', {}));
    expect(error).toMatchObject({
      code: 'MANAGEMENT_REQUEST_FAILED',
      status,
      errorCode,
      method: 'POST',
      path: '/api/v2/clients',
    });
    expect(error.message).toContain(message);
    expect(error.message.endsWith(cure)).toBe(true);
  });

  test('redacts the secrets of the request from what the tenant says about it', async () => {
    const stub = await serveStub(apiOnly(({ body }) => refusal(400, 'invalid_body', `bad: ${body}`)));
    const { client } = clientOf(stub);
    const sent = {
      client_secret: 'chosen-by-hand',
      sink: { httpAuthorization: 'Basic abcdef' },
      name: 'visible name',
    };
    const error = await failureOf(client.patch('/clients/a', sent));
    expect(error.message).not.toMatch(/chosen-by-hand|Basic abcdef/);
    expect(error.message).toContain('visible name');
  });
});

describe('retries', () => {
  test('sends again after 429 when the tenant allows it', async () => {
    let limited = 4;
    const clock = new FakeClock();
    const stub = await serveStub(
      apiOnly(() =>
        limited-- > 0 ? { status: 429, headers: { 'retry-after': '2' }, body: {} } : { body: { fine: true } },
      ),
    );
    await expect(clientOf(stub, clock).client.post('/clients', {})).resolves.toEqual({ fine: true });
    expect(clock.waits).toEqual([2000, 2000, 2000, 2000]);
  });

  test('gives up when the rate limit does not end', async () => {
    const stub = await serveStub(
      apiOnly(() => ({
        status: 429,
        headers: { 'retry-after': '1' },
        body: { errorCode: 'too_many_requests', message: 'Global limit has been reached' },
      })),
    );
    const error = await failureOf(clientOf(stub).client.get('/clients'));
    expect(error).toMatchObject({ status: 429, errorCode: 'too_many_requests' });
    expect(stub.requests.filter(({ path }) => path === '/api/v2/clients')).toHaveLength(10);
  });

  test.each([
    ['GET', 3],
    ['DELETE', 3],
    ['POST', 1],
    ['PATCH', 1],
  ] as const)('sends a %s that met a server error %i times at most', async (method, attempts) => {
    const stub = await serveStub(apiOnly(() => ({ status: 503, body: {} })));
    const { client } = clientOf(stub);
    const send = {
      GET: () => client.get('/clients/a'),
      DELETE: () => client.delete('/clients/a'),
      POST: () => client.post('/clients/a', {}),
      PATCH: () => client.patch('/clients/a', {}),
    };
    const error = await failureOf(send[method]());
    expect(error.status).toBe(503);
    expect(stub.requests.filter(({ path }) => path.startsWith('/api/v2/'))).toHaveLength(attempts);
  });
});

describe('connection', () => {
  test('does not trust a certificate of an unknown authority', async () => {
    const stub = await serveStub(() => ({ body: {} }));
    const client = new ManagementClient({ domain: stub.domain, credentials });
    onTestFinished(() => client.close());
    const error = await failureOf(client.get('/prompts'));
    expect(error.errorCode).toBe('tls_untrusted');
    expect(error.message).toContain('pass its ca.pem');
    expect(stub.requests).toEqual([]);
  });

  test('says that nobody answers', async () => {
    const client = new ManagementClient({ domain: 'localhost:1', credentials });
    onTestFinished(() => client.close());
    const error = await failureOf(client.get('/prompts'));
    expect(error).toMatchObject({ errorCode: 'network_error', status: undefined, path: '/oauth/token' });
    expect(error.message).toContain('localhost:1');
    expect(error.message).toContain('a local tenant must be served');
  });

  test("speaks of no local tenant where the domain is Auth0's", () => {
    const request = { method: 'GET', path: '/api/v2/clients', reason: 'getaddrinfo ENOTFOUND' };
    const error = new ManagementError({ ...request, domain: 'a.eu.auth0.com', errorCode: 'network_error' });
    expect(error.message).not.toContain('local');
  });

  test('refuses an answer that is not JSON', async () => {
    const stub = await serveStub(apiOnly(() => ({ body: '<html>' })));
    const error = await failureOf(clientOf(stub).client.get('/prompts'));
    expect(error.errorCode).toBe('invalid_answer');
  });

  test.each(['https://a.b', 'a.b/path', 'user@a.b', '', 'a b'])('refuses %j as a domain', (domain) => {
    expect(() => new ManagementClient({ domain, credentials })).toThrow(TypeError);
  });
});
