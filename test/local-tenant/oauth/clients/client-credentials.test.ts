import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, client, serveOAuth, type OAuthTenant } from '../../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    transaction.resourceServers.put(api({ identifier: files }));
    transaction.resourceServers.put(api({ identifier: 'not a URI', token_dialect: 'rfc9068_profile' }));
    transaction.resourceServers.put(api({ identifier: 'urn:ungranted' }));
    transaction.clients.put(client({ client_id: 'robot' }));
    transaction.clients.put(
      client({ client_id: 'basic', token_endpoint_auth_method: 'client_secret_basic' }),
    );
    transaction.clients.put(client({ client_id: 'web', grant_types: ['authorization_code'] }));
    transaction.clients.put(client({ client_id: 'public', token_endpoint_auth_method: 'none' }));
    transaction.clients.put(client({ client_id: 'everything', global: true }));
    for (const client_id of ['robot', 'basic']) {
      transaction.clientGrants.put({
        id: `cgr_${client_id}`,
        client_id,
        audience: files,
        scope: ['files:read'],
        subject_type: 'client',
      });
    }
    transaction.clientGrants.put({
      id: 'cgr_odd',
      client_id: 'robot',
      audience: 'not a URI',
      scope: [],
      subject_type: 'client',
    });
  });
});

afterAll(async () => {
  await tenant.close();
});

const robot = {
  grant_type: 'client_credentials',
  client_id: 'robot',
  client_secret: 'secret of robot',
  audience: files,
};

function post(body: string, headers: Record<string, string>): Promise<Response> {
  return tenant.fetch(`${tenant.issuer}oauth/token`, { method: 'POST', body, headers });
}

function postForm(
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return post(new URLSearchParams(parameters).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  });
}

function postJson(parameters: unknown): Promise<Response> {
  return post(JSON.stringify(parameters), { 'content-type': 'application/json' });
}

async function claimsOf(response: Response, audience: string) {
  const { access_token: token } = (await response.json()) as { access_token: string };
  const jwks = createRemoteJWKSet(new URL(`${tenant.issuer}.well-known/jwks.json`), {
    [customFetch]: tenant.fetch,
  });
  return jwtVerify(token, jwks, { issuer: tenant.issuer, audience });
}

test('a second audience is refused, even the same', async () => {
  const response = await post(
    new URLSearchParams([...Object.entries(robot), ['audience', files]]).toString(),
    {
      'content-type': 'application/x-www-form-urlencoded',
    },
  );
  expect(response.status).toBe(400);
  expect(await response.json()).toStrictEqual({
    error: 'invalid_request',
    error_description: "'audience' parameter must not be provided twice",
  });
});

describe('an access token for an API', () => {
  test.each([
    ['a form', () => postForm(robot)],
    ['JSON', () => postJson(robot)],
  ])('is issued for %s with everything that was granted', async (_kind, ask) => {
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toStrictEqual({
      access_token: expect.stringMatching(/^eyJ/u) as string,
      expires_in: 3600,
      scope: 'files:read',
      token_type: 'Bearer',
    });
  });

  test("has the claims of Auth0's own dialect and nothing else", async () => {
    const { payload, protectedHeader } = await claimsOf(await postJson(robot), files);
    expect(protectedHeader).toStrictEqual({ alg: 'RS256', typ: 'JWT', kid: tenant.keys.current.kid });
    expect(payload).toStrictEqual({
      iss: tenant.issuer,
      sub: 'robot@clients',
      aud: files,
      iat: payload.iat,
      exp: (payload.iat ?? 0) + 3600,
      scope: 'files:read',
      gty: 'client-credentials',
      azp: 'robot',
    });
  });

  test('has the claims of RFC 9068 for an API in that dialect, whatever its identifier looks like', async () => {
    const { payload, protectedHeader } = await claimsOf(
      await postJson({ ...robot, audience: 'not a URI' }),
      'not a URI',
    );
    expect(protectedHeader).toStrictEqual({ alg: 'RS256', typ: 'at+jwt', kid: tenant.keys.current.kid });
    expect(payload).toStrictEqual({
      iss: tenant.issuer,
      sub: 'robot@clients',
      aud: 'not a URI',
      iat: payload.iat,
      exp: (payload.iat ?? 0) + 3600,
      client_id: 'robot',
      jti: payload.jti,
    });
    expect(payload.jti).toMatch(/^.{20,}$/u);
  });

  test('is issued to an application that is registered for the Authorization header', async () => {
    const authorization = `Basic ${Buffer.from('basic:secret+of+basic').toString('base64')}`;
    const response = await postForm({ grant_type: 'client_credentials', audience: files }, { authorization });
    expect(response.status).toBe(200);
  });

  test('reflects a grant that changed a moment ago', async () => {
    const [grant] = tenant.store.read.clientGrants.by('client_id', 'basic');
    await tenant.store.write(({ clientGrants }) => {
      clientGrants.put({ ...grant!, scope: ['files:read', 'files:write'] });
    });
    const authorization = `Basic ${Buffer.from('basic:secret+of+basic').toString('base64')}`;
    const response = await postForm({ grant_type: 'client_credentials', audience: files }, { authorization });
    expect(await response.json()).toMatchObject({ scope: 'files:read files:write' });
  });
});

describe('the token endpoint refuses', () => {
  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'access_denied', 'Unauthorized'],
    ['an unknown application', { client_id: 'nobody' }, 401, 'access_denied', 'Unauthorized'],
    [
      "Auth0's global application",
      { client_id: 'everything', client_secret: 'secret of everything' },
      401,
      'access_denied',
      'Unauthorized',
    ],
    [
      'a secret in the body of an application registered for the header',
      { client_id: 'basic', client_secret: 'secret of basic' },
      401,
      'access_denied',
      'Unauthorized',
    ],
    [
      'an unknown audience',
      { audience: 'https://files.example/api/' },
      403,
      'access_denied',
      'Service not enabled within domain: https://files.example/api/',
    ],
    [
      'an API without a grant',
      { audience: 'urn:ungranted' },
      403,
      'access_denied',
      'Client is not authorized to access "urn:ungranted". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants',
    ],
    [
      'scopes outside of the grant',
      { scope: 'files:read files:write' },
      403,
      'access_denied',
      'Client has not been granted scopes: files:write',
    ],
    [
      'a request for no API',
      { audience: '' },
      403,
      'access_denied',
      'No audience parameter was provided, and no default audience has been configured',
    ],
    [
      'an unknown grant type',
      { grant_type: 'magic' },
      403,
      'unsupported_grant_type',
      'Unsupported grant type: magic',
    ],
    [
      'a request without grant type',
      { grant_type: '' },
      400,
      'invalid_request',
      'Missing required parameter: grant_type',
    ],
  ])('%s', async (_what, given, status, error, description) => {
    const response = await postForm({ ...robot, ...given });
    expect(await response.json()).toStrictEqual({ error, error_description: description });
    expect(response.status).toBe(status);
  });

  test.each([
    ['a grant type that the application does not have', { client_id: 'web', client_secret: 'secret of web' }],
    ['a public application, whatever its grant types', { client_id: 'public', client_secret: '' }],
  ])('%s', async (_what, given) => {
    const response = await postForm({ ...robot, ...given });
    expect(response.status).toBe(403);
    expect(await response.json()).toStrictEqual({
      error: 'unauthorized_client',
      error_description: "Grant type 'client_credentials' not allowed for the client.",
      error_uri: 'https://auth0.com/docs/clients/client-grant-types',
    });
  });

  test('nobody in particular', async () => {
    const response = await postForm({ grant_type: 'client_credentials', audience: files });
    expect(response.status).toBe(400);
    expect(await response.json()).toStrictEqual({
      error: 'invalid_request',
      error_description: 'Missing required parameter: client_id',
    });
  });

  test('the Authorization header from an application registered for the body', async () => {
    const authorization = `Basic ${Buffer.from('robot:secret+of+robot').toString('base64')}`;
    const response = await postForm({ grant_type: 'client_credentials', audience: files }, { authorization });
    expect(response.status).toBe(401);
    expect(await response.json()).toStrictEqual({
      error: 'access_denied',
      error_description: 'Unauthorized',
    });
  });

  test.each([
    ['malformed JSON', '{', 'application/json', 'The request body is not valid JSON.'],
    ['JSON that is no object', '[]', 'application/json', 'The request body must be a JSON object.'],
    [
      'a value that is no string',
      '{"scope":["a"]}',
      'application/json',
      'The value of "scope" must be a string.',
    ],
    [
      'another content type',
      'a',
      'text/plain',
      'Send the parameters as application/x-www-form-urlencoded or application/json.',
    ],
  ])('%s', async (_what, body, type, description) => {
    const response = await post(body, { 'content-type': type });
    expect(response.status).toBe(400);
    expect(await response.json()).toStrictEqual({
      error: 'invalid_request',
      error_description: description,
    });
  });

  test('a body of more than 100 KiB', async () => {
    const response = await postForm({ ...robot, scope: 'x'.repeat(100 * 1024) });
    expect(response.status).toBe(413);
  });
});

test("the tenant's default audience stands in for a missing one", async () => {
  const { settings } = tenant.store.documents;
  await tenant.store.write((transaction) => {
    transaction.setDocument('settings', { ...settings, default_audience: files });
  });
  const { audience: _, ...withoutAudience } = robot;
  const { payload } = await claimsOf(await postJson(withoutAudience), files);
  expect(payload.aud).toBe(files);
  await tenant.store.write((transaction) => {
    transaction.setDocument('settings', settings);
  });
});

describe('resource', () => {
  test('is passed over under the audience profile', async () => {
    const { audience: _, ...withoutAudience } = robot;
    const response = await postForm({ ...withoutAudience, resource: files });
    expect(response.status).toBe(403);
  });

  test('means audience under the compatibility profile', async () => {
    const { settings } = tenant.store.documents;
    await tenant.store.write((transaction) => {
      transaction.setDocument('settings', { ...settings, resource_parameter_profile: 'compatibility' });
    });
    const { audience: _, ...withoutAudience } = robot;
    const { payload } = await claimsOf(await postForm({ ...withoutAudience, resource: files }), files);
    expect(payload.aud).toBe(files);
    await tenant.store.write((transaction) => {
      transaction.setDocument('settings', settings);
    });
  });
});

describe('a token that would have to be more than a bearer token is not issued', () => {
  const dpop = { mechanism: 'dpop', required: true } as const;
  const encryption = { format: 'compact-nested-jwe' };

  test.each([
    ['because of the API', { proof_of_possession: dpop }, {}, 400, 'invalid_request'],
    ['because of the application', {}, { require_proof_of_possession: true }, 400, 'invalid_request'],
    ['because it would be encrypted', { token_encryption: encryption }, {}, 501, 'server_error'],
  ])('%s', async (_what, ofApi, ofClient, status, error) => {
    const guarded = 'urn:guarded';
    await tenant.store.write((transaction) => {
      transaction.resourceServers.put(api({ identifier: guarded, ...ofApi }));
      transaction.clients.put(client({ client_id: 'guard', ...ofClient }));
      transaction.clientGrants.put({
        id: 'cgr_guard',
        client_id: 'guard',
        audience: guarded,
        scope: [],
        subject_type: 'client',
      });
    });
    const response = await postForm({
      ...robot,
      client_id: 'guard',
      client_secret: 'secret of guard',
      audience: guarded,
    });
    expect([response.status, await response.json()]).toMatchObject([status, { error }]);
  });

  test('but where only public clients must prove a key, others get theirs', async () => {
    await tenant.store.write((transaction) => {
      const proof_of_possession = { ...dpop, required_for: 'public_clients' } as const;
      const existing = transaction.resourceServers.by('identifier', files)[0];
      transaction.resourceServers.put({ ...api({ identifier: files }), ...existing, proof_of_possession });
    });
    expect((await postForm(robot)).status).toBe(200);
  });
});
