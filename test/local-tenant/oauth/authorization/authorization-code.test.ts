import * as openid from 'openid-client';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TenantSettings } from '../../../../src/local-tenant/state/entities/settings.ts';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import type { Transaction } from '../../../../src/local-tenant/state/store.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import {
  accessTokenClaims,
  authorizationUrl,
  logIn,
  redeem,
  verifier,
} from '../../../support/clients/oauth-flow.ts';
import {
  api,
  client,
  database,
  serveOAuth,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
const credentials = { client_id: 'web', client_secret: 'secret of web' };
const web = client({
  client_id: 'web',
  name: 'Web',
  grant_types: ['authorization_code', 'refresh_token'],
  callbacks: ['https://app.example/callback', 'http://localhost:3000/callback'],
});
let tenant: OAuthTenant;
let settings: TenantSettings;

beforeAll(async () => {
  tenant = await serveOAuth();
  ({ settings } = tenant.store.documents);
  await tenant.store.write((transaction) => {
    transaction.clients.put(web);
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
    transaction.resourceServers.put(api({ identifier: files }));
  });
});

afterEach(async () => {
  await tenant.store.write((transaction) => {
    transaction.setDocument('settings', settings);
    transaction.clients.put(web);
    transaction.resourceServers.put(api({ identifier: files }));
    for (const record of transaction.oauthRecords.values()) transaction.oauthRecords.remove(record.id);
  });
});

afterAll(async () => {
  await tenant.close();
});

function removeAll(collection: { ids(): readonly string[]; remove(id: string): void }): void {
  for (const id of collection.ids()) collection.remove(id);
}

test('openid-client gets an ID token, an access token for the API and the user info', async () => {
  const configuration = await openid.discovery(
    new URL(tenant.issuer),
    credentials.client_id,
    undefined,
    openid.ClientSecretPost(credentials.client_secret),
    { [openid.customFetch]: tenant.fetch },
  );
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: 'https://app.example/callback',
    scope: 'openid profile email files:read',
    audience: files,
    state: 'abc',
    nonce: 'def',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const { redirectedTo } = await new FormBrowser(tenant).logIn(url, testUser);
  const tokens = await openid.authorizationCodeGrant(configuration, redirectedTo!, {
    pkceCodeVerifier: verifier,
    expectedState: 'abc',
    expectedNonce: 'def',
  });
  const [user] = tenant.store.read.users.by('email', testUser.email);
  expect(tokens.claims()).toMatchObject({ sub: user!.user_id, aud: 'web', name: testUser.email });
  expect(tokens.scope).toBe('openid profile email files:read');
  const info = await openid.fetchUserInfo(configuration, tokens.access_token, user!.user_id);
  expect(info).toStrictEqual({
    sub: user!.user_id,
    name: testUser.email,
    nickname: 'user',
    picture: user!.picture,
    updated_at: user!.updated_at,
    email: testUser.email,
    email_verified: true,
  });
});

test.each([
  ['HS256, with its secret, as Auth0 does by default', {}, 'client_secret_post', 'HS256'],
  ['RS256', { alg: 'RS256' }, 'client_secret_post', 'RS256'],
  ['HS256 for a public application', {}, 'none', 'HS256'],
] as const)(
  'an ID token is signed by %s',
  async (_how, jwt_configuration, token_endpoint_auth_method, alg) => {
    await tenant.store.write(({ clients }) => {
      clients.put({ ...web, jwt_configuration, token_endpoint_auth_method });
    });
    const visit = await logIn(tenant, { client_id: 'web', scope: 'openid' });
    const isPublic = token_endpoint_auth_method === 'none';
    const { body } = await redeem(tenant, visit, isPublic ? { client_id: 'web' } : credentials);
    const key =
      alg === 'HS256' ? new TextEncoder().encode(credentials.client_secret) : tenant.keys.current.publicKey;
    const { payload, protectedHeader } = await jwtVerify(String(body['id_token']), key, {
      issuer: tenant.issuer,
    });
    expect(protectedHeader.alg).toBe(alg);
    expect(payload.aud).toBe('web');
  },
);

test.each([
  ['ten hours by default', {}, 36_000],
  ["as long as the application's settings say", { lifetime_in_seconds: 120 }, 120],
])('an ID token lives %s', async (_rule, lifetime, expected) => {
  await tenant.store.write(({ clients }) => {
    clients.put({ ...web, jwt_configuration: { alg: 'RS256', ...lifetime } });
  });
  const visit = await logIn(tenant, { client_id: 'web', scope: 'openid' });
  const { body } = await redeem(tenant, visit, credentials);
  const { iat, exp } = decodeJwt(String(body['id_token']));
  expect(exp! - iat!).toBe(expected);
});

test("a user's access token has the claims of Auth0's own dialect and nothing else", async () => {
  const visit = await logIn(tenant, { client_id: 'web', audience: files, scope: 'files:read unknown:scope' });
  expect(visit.redirectedTo?.searchParams.get('state')).toBe('the state');
  const answer = await redeem(tenant, visit, credentials);
  expect(answer.body).toStrictEqual({
    access_token: answer.body['access_token'],
    expires_in: 3600,
    scope: 'files:read',
    token_type: 'Bearer',
  });
  const claims = accessTokenClaims(answer);
  const [user] = tenant.store.read.users.by('email', testUser.email);
  expect(claims).toStrictEqual({
    iss: tenant.issuer,
    sub: user!.user_id,
    aud: files,
    azp: 'web',
    scope: 'files:read',
    iat: claims.iat,
    exp: claims.iat! + 3600,
  });
});

test('an API of the RFC 9068 dialect gets tokens of that type, with client_id and jti', async () => {
  await tenant.store.write(({ resourceServers }) => {
    resourceServers.put(api({ identifier: files, token_dialect: 'rfc9068_profile' }));
  });
  const visit = await logIn(tenant, { client_id: 'web', audience: files, scope: 'files:read' });
  const answer = await redeem(tenant, visit, credentials);
  expect(decodeProtectedHeader(String(answer.body['access_token'])).typ).toBe('at+jwt');
  expect(accessTokenClaims(answer)).toMatchObject({ client_id: 'web', jti: expect.any(String) as string });
  expect(accessTokenClaims(answer)).not.toHaveProperty('azp');
});

test('openid adds /userinfo to the audience', async () => {
  const visit = await logIn(tenant, { client_id: 'web', audience: files, scope: 'openid files:read' });
  const claims = accessTokenClaims(await redeem(tenant, visit, credentials));
  expect(claims.aud).toStrictEqual([files, `${tenant.issuer}userinfo`]);
});

describe('a JWT opens /userinfo', () => {
  async function statusAfter(change: (transaction: Transaction) => void): Promise<number> {
    const visit = await logIn(tenant, { client_id: 'web', audience: files, scope: 'openid files:read' });
    const { body } = await redeem(tenant, visit, credentials);
    await tenant.store.write(change);
    const authorization = `Bearer ${String(body['access_token'])}`;
    return (await tenant.fetch(`${tenant.issuer}userinfo`, { headers: { authorization } })).status;
  }

  test.each<[string, (transaction: Transaction) => void, number]>([
    ['whatever has become of its grant', ({ oauthRecords }) => removeAll(oauthRecords), 200],
    ['but not without its user', ({ users }) => removeAll(users), 401],
    ['but not without its application', ({ clients }) => clients.remove('web'), 401],
  ])('%s', async (_rule, change, status) => {
    expect(await statusAfter(() => undefined)).toBe(200);
    expect(await statusAfter(change)).toBe(status);
  });
});

test.each(['HS256', 'RS512', 'PS256'] as const)(
  'openid adds nothing to the audience of a token signed with %s',
  async (signing_alg) => {
    await tenant.store.write(({ resourceServers }) => {
      resourceServers.put(api({ identifier: files, signing_alg, signing_secret: 's'.repeat(64) }));
    });
    const visit = await logIn(tenant, { client_id: 'web', audience: files, scope: 'openid files:read' });
    expect(accessTokenClaims(await redeem(tenant, visit, credentials)).aud).toBe(files);
  },
);

test('a request without audience gets an opaque token for /userinfo', async () => {
  const visit = await logIn(tenant, { client_id: 'web', scope: 'openid email' });
  const { body } = await redeem(tenant, visit, credentials);
  expect(body['access_token']).not.toContain('.');
  const response = await tenant.fetch(`${tenant.issuer}userinfo`, {
    headers: { authorization: `Bearer ${String(body['access_token'])}` },
  });
  expect(await response.json()).toMatchObject({ email: testUser.email });
});

test('a request without scope asks for the OpenID Connect scopes', async () => {
  const visit = await logIn(tenant, { client_id: 'web', audience: files });
  const { body } = await redeem(tenant, visit, credentials);
  expect(body['scope']).toBe('openid profile email address phone');
});

describe('resource', () => {
  test('is passed over under the audience profile', async () => {
    const visit = await logIn(tenant, { client_id: 'web', resource: files, scope: 'openid' });
    const { body } = await redeem(tenant, visit, credentials, { resource: files });
    expect(body['access_token']).not.toContain('.');
  });

  test('names the API under the compatibility profile, at both endpoints', async () => {
    await tenant.configure({ resource_parameter_profile: 'compatibility' });
    const visit = await logIn(tenant, { client_id: 'web', resource: files, scope: 'files:read' });
    const claims = accessTokenClaims(await redeem(tenant, visit, credentials, { resource: files }));
    expect(claims.aud).toBe(files);
  });

  test('comes second to audience', async () => {
    await tenant.configure({ resource_parameter_profile: 'compatibility' });
    const visit = await logIn(tenant, {
      client_id: 'web',
      audience: files,
      resource: 'https://elsewhere.example',
      scope: 'files:read',
    });
    expect(accessTokenClaims(await redeem(tenant, visit, credentials)).aud).toBe(files);
  });

  test('has to equal the identifier byte for byte', async () => {
    await tenant.configure({ resource_parameter_profile: 'compatibility' });
    const url = authorizationUrl(tenant, { client_id: 'web', resource: `${files}/` });
    const { redirectedTo } = await new FormBrowser(tenant).open(url);
    expect(redirectedTo?.searchParams.get('error')).toBe('access_denied');
    expect(redirectedTo?.searchParams.get('error_description')).toBe(`Service not found: ${files}/`);
  });
});

test('a redirect URI may take the place of a wildcard, and the code is for it alone', async () => {
  await tenant.store.write(({ clients }) => {
    clients.put({ ...web, callbacks: ['https://*.app.example/callback'] });
  });
  const redirect_uri = 'https://one.app.example/callback';
  const visit = await logIn(tenant, { client_id: 'web', scope: 'openid', redirect_uri });
  expect(visit.redirectedTo?.host).toBe('one.app.example');
  const other = await redeem(tenant, visit, credentials, {
    redirect_uri: 'https://two.app.example/callback',
  });
  expect(other.status).toBe(403);
  expect((await redeem(tenant, visit, credentials, { redirect_uri })).status).toBe(200);
});

test('a question mark within the query is part of a parameter', async () => {
  const url = `${authorizationUrl(tenant, { client_id: 'web', scope: 'openid', state: undefined })}&state=a?b?c`;
  const { redirectedTo } = await new FormBrowser(tenant).logIn(url, testUser);
  expect(redirectedTo?.searchParams.get('state')).toBe('a?b?c');
});

describe('the code', () => {
  test('is redeemed with a plain challenge too', async () => {
    const visit = await logIn(tenant, {
      client_id: 'web',
      scope: 'openid',
      code_challenge: verifier,
      code_challenge_method: 'plain',
    });
    expect((await redeem(tenant, visit, credentials)).status).toBe(200);
  });

  test('needs no challenge for a confidential first-party application', async () => {
    const visit = await logIn(tenant, {
      client_id: 'web',
      scope: 'openid',
      code_challenge: undefined,
      code_challenge_method: undefined,
    });
    const answer = await redeem(tenant, visit, credentials, { code_verifier: '' });
    expect(answer.status).toBe(200);
  });

  test.each([
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }, 'Failed to verify code verifier'],
    ['no verifier', { code_verifier: '' }, 'Failed to verify code verifier'],
    ['an unknown code', { code: 'unknown' }, 'Invalid authorization code'],
  ])('is refused with %s', async (_what, given, description) => {
    const visit = await logIn(tenant, { client_id: 'web', scope: 'openid' });
    const answer = await redeem(tenant, visit, credentials, given);
    expect(answer).toStrictEqual({
      status: 403,
      body: { error: 'invalid_grant', error_description: description },
    });
  });

  test('is refused with another redirect URI', async () => {
    const visit = await logIn(tenant, { client_id: 'web', scope: 'openid' });
    const redirect_uri = 'http://localhost:3000/callback';
    expect(await redeem(tenant, visit, credentials, { redirect_uri })).toStrictEqual({
      status: 403,
      body: {
        error: 'unauthorized_client',
        error_description: `The redirect URI is wrong. You sent ${redirect_uri}`,
      },
    });
  });

  test.each([
    ['another API', { audience: files }],
    ['any API, where there was none', {}],
  ])('is not used up by a resource that it is not for: %s', async (_what, asked) => {
    await tenant.configure({ resource_parameter_profile: 'compatibility' });
    const visit = await logIn(tenant, { client_id: 'web', scope: 'openid', ...asked });
    expect(await redeem(tenant, visit, credentials, { resource: 'urn:other' })).toStrictEqual({
      status: 400,
      body: {
        error: 'invalid_target',
        error_description: 'resource indicator is missing, or unknown',
      },
    });
    expect((await redeem(tenant, visit, credentials)).status).toBe(200);
  });

  test('is redeemed whatever audience the request names', async () => {
    const visit = await logIn(tenant, { client_id: 'web', audience: files, scope: 'files:read' });
    const answer = await redeem(tenant, visit, credentials, { audience: 'urn:other' });
    expect(accessTokenClaims(answer).aud).toBe(files);
  });

  test('is redeemed by only one of two requests at the same time', async () => {
    const visit = await logIn(tenant, { client_id: 'web', scope: 'openid' });
    const answers = await Promise.all([
      redeem(tenant, visit, credentials),
      redeem(tenant, visit, credentials),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 200)).toStrictEqual([
      { status: 403, body: { error: 'invalid_grant', error_description: 'Invalid authorization code' } },
    ]);
  });

  test('is refused the second time', async () => {
    const visit = await logIn(tenant, { client_id: 'web', scope: 'openid' });
    await redeem(tenant, visit, credentials);
    expect(await redeem(tenant, visit, credentials)).toStrictEqual({
      status: 403,
      body: { error: 'invalid_grant', error_description: 'Invalid authorization code' },
    });
  });
});

describe('RBAC', () => {
  const enforcing = api({
    identifier: files,
    enforce_policies: true,
    token_dialect: 'access_token_authz',
  });

  test.each([
    [
      'drops the scopes that no role of the user carries',
      ['reader'],
      'files:read files:write',
      'files:read',
      ['files:read'],
    ],
    ['drops every scope of a user without a role, and logs the user in', [], 'files:read', undefined, []],
    [
      'lists all of the permissions',
      ['reader', 'writer'],
      'files:read',
      'files:read',
      ['files:read', 'files:write'],
    ],
  ])('%s', async (_rule, roles, asked, scope, permissions) => {
    await tenant.store.write((transaction) => {
      transaction.resourceServers.put(enforcing);
      for (const [name, permission] of [
        ['reader', 'files:read'],
        ['writer', 'files:write'],
      ] as const) {
        transaction.roles.put({
          id: `rol_${name}`,
          name,
          description: name,
          permissions: [{ resource_server_identifier: files, permission_name: permission }],
        });
      }
    });
    await logIn(tenant, { client_id: 'web', scope: 'openid' });
    await tenant.store.write(({ users }) => {
      const [user] = users.by('email', testUser.email);
      users.put({ ...user!, role_ids: roles.map((name) => `rol_${name}`) });
    });
    const visit = await logIn(tenant, { client_id: 'web', audience: files, scope: asked });
    const answer = await redeem(tenant, visit, credentials);
    expect(answer.body['scope']).toBe(scope);
    expect(accessTokenClaims(answer)['scope']).toBe(scope);
    expect(accessTokenClaims(answer)['permissions']).toStrictEqual(permissions);
  });
});

describe('consent', () => {
  const request = { client_id: 'web', audience: files, scope: 'files:read' };

  test('is asked for an API with the scopes by name, and by description with the flag on', async () => {
    const browser = new FormBrowser(tenant);
    const login = await browser.open(authorizationUrl(tenant, request));
    const fields = { username: testUser.email, password: testUser.password, action: 'login' };
    const consent = await browser.submit(login, fields);
    expect(new URL(consent.url).pathname).toBe('/u/consent');
    expect(consent.html).toContain('<li>files:read</li>');
    expect(consent.html).not.toContain('files:write');
    await tenant.configure({ flags: { use_scope_descriptions_for_consent: true } });
    expect((await browser.open(consent.url)).html).toContain('<li>Read your files</li>');
  });

  test('is asked once, and again for more or when the request says so', async () => {
    const browser = new FormBrowser(tenant);
    await browser.logIn(authorizationUrl(tenant, request), testUser);
    const again = await browser.open(authorizationUrl(tenant, request));
    expect(again.redirectedTo?.searchParams.has('code')).toBe(true);
    const more = await browser.open(
      authorizationUrl(tenant, { ...request, scope: 'files:read files:write' }),
    );
    expect(new URL(more.url).pathname).toBe('/u/consent');
    const forced = await browser.open(authorizationUrl(tenant, { ...request, prompt: 'consent' }));
    expect(new URL(forced.url).pathname).toBe('/u/consent');
  });

  test('is not asked where there is no API', async () => {
    const browser = new FormBrowser(tenant);
    const login = await browser.open(authorizationUrl(tenant, { client_id: 'web', scope: 'openid profile' }));
    const fields = { username: testUser.email, password: testUser.password, action: 'login' };
    const visit = await browser.submit(login, fields);
    expect(visit.redirectedTo?.searchParams.has('code')).toBe(true);
  });

  test.each([
    ['skipped for an API that allows it', 'https://app.example/callback', undefined],
    [
      'asked nevertheless where the redirect URI is on localhost',
      'http://localhost:3000/callback',
      '/u/consent',
    ],
  ])('is %s', async (_rule, redirect_uri, page) => {
    await tenant.store.write(({ resourceServers }) => {
      resourceServers.put(api({ identifier: files, skip_consent_for_verifiable_first_party_clients: true }));
    });
    const browser = new FormBrowser(tenant);
    const login = await browser.open(authorizationUrl(tenant, { ...request, redirect_uri }));
    const fields = { username: testUser.email, password: testUser.password, action: 'login' };
    const visit = await browser.submit(login, fields);
    expect(visit.redirectedTo === undefined ? new URL(visit.url).pathname : undefined).toBe(page);
  });

  test('declined goes back as access_denied', async () => {
    const browser = new FormBrowser(tenant);
    const login = await browser.open(authorizationUrl(tenant, request));
    const fields = { username: testUser.email, password: testUser.password, action: 'login' };
    const consent = await browser.submit(login, fields);
    const { redirectedTo } = await browser.submit(consent, { action: 'deny' });
    expect(Object.fromEntries(redirectedTo!.searchParams)).toStrictEqual({
      error: 'access_denied',
      error_description: 'User did not authorize the request',
      state: 'the state',
    });
  });
});

describe('iss (RFC 9207)', () => {
  test.each([
    [undefined, null],
    [true, 'issuer'],
  ])('with the setting %s is %s in success and error responses', async (setting, expected) => {
    await tenant.configure(
      setting === undefined ? {} : { authorization_response_iss_parameter_supported: setting },
    );
    const value = expected === null ? null : tenant.issuer;
    const success = await logIn(tenant, { client_id: 'web', scope: 'openid' });
    expect(success.redirectedTo?.searchParams.has('code')).toBe(true);
    expect(success.redirectedTo?.searchParams.get('iss')).toBe(value);
    const url = authorizationUrl(tenant, { client_id: 'web', scope: 'openid', prompt: 'none' });
    const failure = await new FormBrowser(tenant).open(url);
    expect(failure.redirectedTo?.searchParams.get('error')).toBe('login_required');
    expect(failure.redirectedTo?.searchParams.get('iss')).toBe(value);
  });
});
