import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { newClient } from '../../../../src/local-tenant/rules/client-defaults.ts';
import type { Client } from '../../../../src/local-tenant/state/entities/applications.ts';
import type { TenantSettings } from '../../../../src/local-tenant/state/entities/settings.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import {
  accessTokenClaims,
  authorizationUrl,
  logIn,
  redeem,
  token,
  verifier,
} from '../../../support/clients/oauth-flow.ts';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import {
  api,
  database,
  serveOAuth,
  userGrant,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
const connector: Client = {
  ...newClient({
    name: 'Connector',
    is_first_party: false,
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    callbacks: ['https://app.example/callback'],
  }),
  client_id: 'tpc_connector',
};
const request = { client_id: 'tpc_connector', resource: files, scope: 'files:read' };
let tenant: OAuthTenant;
let settings: TenantSettings;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.configure({ resource_parameter_profile: 'compatibility' });
  ({ settings } = tenant.store.documents);
});

async function reset(): Promise<void> {
  await tenant.store.write((transaction) => {
    transaction.setDocument('settings', settings);
    transaction.clients.put(connector);
    transaction.connections.put(database({ name: 'users', is_domain_connection: true }));
    transaction.connections.put(database({ name: 'staff' }));
    transaction.resourceServers.put(api({ identifier: files }));
    for (const grant of transaction.clientGrants.values()) transaction.clientGrants.remove(grant.id);
    transaction.clientGrants.put(
      userGrant({ default_for: 'third_party_clients', audience: files, scope: ['files:read'] }),
    );
    for (const record of transaction.oauthRecords.values()) transaction.oauthRecords.remove(record.id);
  });
}

beforeAll(reset);
afterEach(reset);

afterAll(async () => {
  await tenant.close();
});

/** What the error page says to an authorization request. */
async function refusal(given: Record<string, string | undefined>): Promise<string | undefined> {
  const visit = await new FormBrowser(tenant).open(authorizationUrl(tenant, { ...request, ...given }));
  expect(visit.redirectedTo).toBeUndefined();
  const [, error, description] = /<p role="alert"><code>(.*?)<\/code>: (.*?)<\/p>/su.exec(visit.html) ?? [];
  return error === undefined ? undefined : `${error}: ${description?.replaceAll('&quot;', '"')}`;
}

test('a third-party application gets a token for the API under the default grant', async () => {
  const visit = await logIn(tenant, request);
  const answer = await redeem(tenant, visit, { client_id: 'tpc_connector' }, { resource: files });
  expect(answer.body).toStrictEqual({
    access_token: answer.body['access_token'],
    expires_in: 3600,
    scope: 'files:read',
    token_type: 'Bearer',
  });
  expect(accessTokenClaims(answer)).toMatchObject({ aud: files, azp: 'tpc_connector', scope: 'files:read' });
});

test('its code is refused for another resource than the one it was issued for', async () => {
  const visit = await logIn(tenant, request);
  const answer = await redeem(tenant, visit, { client_id: 'tpc_connector' }, { resource: `${files}/` });
  expect(answer.status).toBe(400);
  expect(answer.body['error']).toBe('invalid_target');
});

test('its own grant wins over the default one', async () => {
  await tenant.store.write(({ clientGrants }) => {
    clientGrants.put(userGrant({ client_id: 'tpc_connector', audience: files, scope: ['files:write'] }));
  });
  const visit = await logIn(tenant, { ...request, scope: 'files:read files:write' });
  const answer = await redeem(tenant, visit, { client_id: 'tpc_connector' });
  expect(answer.body['scope']).toBe('files:write');
});

test.each([
  ['default_for', { default_for: 'third_party_clients' }],
  ['client_id', { client_id: 'tpc_partner' }],
] as const)('a partner gets tokens of its own under a client grant by %s', async (_name, holder) => {
  const partner = newClient({ name: 'Partner', is_first_party: false, grant_types: ['client_credentials'] });
  await tenant.store.write(({ clients, clientGrants }) => {
    clients.put({ ...partner, client_id: 'tpc_partner' });
    clientGrants.put({
      id: 'cgr_own',
      audience: files,
      scope: ['files:read'],
      subject_type: 'client',
      ...holder,
    });
  });
  const credentials = { client_id: 'tpc_partner', client_secret: partner.client_secret };
  const answer = await token(tenant, { grant_type: 'client_credentials', audience: files, ...credentials });
  expect(answer.status).toBe(200);
  expect(accessTokenClaims(answer)).toMatchObject({ sub: 'tpc_partner@clients', scope: 'files:read' });
});

test('OpenID Connect scopes are passed over: no ID token, no user info', async () => {
  const visit = await logIn(tenant, { ...request, scope: 'openid profile email files:read', nonce: 'n' });
  const answer = await redeem(tenant, visit, { client_id: 'tpc_connector' });
  expect(answer.body).not.toHaveProperty('id_token');
  expect(answer.body['scope']).toBe('files:read');
  const response = await tenant.fetch(`${tenant.issuer}userinfo`, {
    headers: { authorization: `Bearer ${String(answer.body['access_token'])}` },
  });
  expect(response.status).toBe(401);
  expect(await response.text()).toBe('Unauthorized');
});

test('offline_access gives a refresh token that rotates', async () => {
  const visit = await logIn(tenant, { ...request, scope: 'files:read offline_access' });
  const { body } = await redeem(tenant, visit, { client_id: 'tpc_connector' });
  const first = String(body['refresh_token']);
  const again = await token(tenant, {
    grant_type: 'refresh_token',
    refresh_token: first,
    client_id: 'tpc_connector',
    resource: files,
  });
  expect(again.status).toBe(200);
  expect(again.body['refresh_token']).not.toBe(first);
});

test('consent is asked even by an API that lets it be skipped', async () => {
  await tenant.store.write(({ resourceServers }) => {
    resourceServers.put(api({ identifier: files, skip_consent_for_verifiable_first_party_clients: true }));
  });
  const browser = new FormBrowser(tenant);
  const login = await browser.open(authorizationUrl(tenant, request));
  const fields = { username: testUser.email, password: testUser.password, action: 'login' };
  const consent = await browser.submit(login, fields);
  expect(new URL(consent.url).pathname).toBe('/u/consent');
});

test('consent is asked for once, until the user is asked for more', async () => {
  const browser = new FormBrowser(tenant);
  await browser.logIn(authorizationUrl(tenant, request), testUser);
  const again = await browser.open(authorizationUrl(tenant, { ...request, prompt: 'none' }));
  expect(again.redirectedTo?.searchParams.get('code')).toMatch(/./u);
  const forced = await browser.open(authorizationUrl(tenant, { ...request, prompt: 'consent' }));
  expect(new URL(forced.url).pathname).toBe('/u/consent');
});

test.each([
  ['0', '/u/login'],
  ['60', '/authorize'],
])('a login of this moment with max_age=%s leads to %s', async (max_age, path) => {
  const browser = new FormBrowser(tenant);
  await browser.logIn(authorizationUrl(tenant, request), testUser);
  const { url } = await browser.open(authorizationUrl(tenant, { ...request, max_age }));
  expect(new URL(url).pathname).toBe(path);
});

test('max_age asks an older login for another one, and then goes on', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const browser = new FormBrowser(tenant);
  await browser.logIn(authorizationUrl(tenant, request), testUser);
  vi.setSystemTime(Date.now() + 61_000);
  const url = authorizationUrl(tenant, { ...request, max_age: '60' });
  expect(new URL((await browser.open(url)).url).pathname).toBe('/u/login');
  expect((await browser.logIn(url, testUser)).redirectedTo?.searchParams.has('code')).toBe(true);
});

test('an authorization request is held to the same rules when it is posted', async () => {
  const url = new URL(authorizationUrl(tenant, { ...request, screen_hint: 'signup' }));
  const response = await tenant.fetch(`${tenant.issuer}authorize`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: url.searchParams.toString(),
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('Unsupported parameters: screen_hint');
});

describe('refused on a page of the tenant', () => {
  test.each([
    [
      'a request for no API',
      { resource: undefined },
      'invalid_request: The userinfo audience is not allowed for third party clients',
    ],
    [
      'a request without PKCE',
      { code_challenge: undefined, code_challenge_method: undefined },
      'invalid_request: Authorization Server policy requires PKCE to be used for this request',
    ],
    [
      'the implicit flow',
      { response_type: 'id_token', nonce: 'n' },
      'unsupported_response_type: Unsupported response type: id_token',
    ],
    [
      'the implicit flow with an access token',
      { response_type: 'token' },
      'unsupported_response_type: Unsupported response type: token',
    ],
    [
      'a parameter outside of the closed list',
      { screen_hint: 'signup' },
      'invalid_request: Unsupported parameters: screen_hint',
    ],
    [
      'a hint who the user is',
      { id_token_hint: 'eyJhbGciOiJub25lIn0.e30.' },
      'invalid_request: Unsupported parameters: id_token_hint',
    ],
    [
      'request objects, by value and by reference',
      { request: 'eyJhbGciOiJub25lIn0.e30.', request_uri: 'urn:request' },
      'invalid_request: Unsupported parameters: request, request_uri',
    ],
    [
      'another response mode, by which the error would come past the redirection policy',
      { response_mode: 'form_post' },
      'invalid_request: Unsupported parameters: response_mode',
    ],
    [
      'a code challenge that is the verifier',
      { code_challenge: verifier, code_challenge_method: 'plain' },
      'invalid_request: not supported value of code_challenge_method',
    ],
    [
      'a code challenge without a method, which is plain',
      { code_challenge_method: undefined },
      'invalid_request: code_challenge_method must be provided',
    ],
    ['a max_age that is none', { max_age: '-1' }, 'invalid_request: invalid max_age parameter value'],
    ['a login that may not be shown', { prompt: 'none' }, 'login_required: Login required'],
    ['an unknown API', { resource: `${files}/` }, `access_denied: Service not found: ${files}/`],
    [
      'a connection that is not at domain level',
      { connection: 'staff' },
      'invalid_request: the connection was not found',
    ],
  ])('%s', async (_what, given, message) => {
    expect(await refusal(given)).toBe(message);
  });

  test('an API without a grant, although it lets all applications in', async () => {
    await tenant.store.write(({ clientGrants }) => {
      for (const grant of clientGrants.values()) clientGrants.remove(grant.id);
    });
    expect(await refusal({})).toBe(
      `invalid_request: Client "tpc_connector" is not authorized to access resource server "${files}".`,
    );
  });

  test('an API whose policy lets nobody in, in spite of the grant', async () => {
    await tenant.store.write(({ resourceServers }) => {
      resourceServers.put(
        api({
          identifier: files,
          subject_type_authorization: {
            user: { policy: 'deny_all' },
            client: { policy: 'require_client_grant' },
          },
        }),
      );
    });
    expect(await refusal({})).toContain('is not authorized to access resource server');
  });

  test("the tenant's Management API, in spite of a grant", async () => {
    await tenant.store.write(({ resourceServers }) => {
      resourceServers.put(api({ identifier: files, is_system: true }));
    });
    expect(await refusal({})).toContain('is not authorized to access resource server');
  });

  test('a tenant without domain-level connection', async () => {
    await tenant.store.write(({ connections }) => {
      connections.put(database({ name: 'users', enabled_clients: ['tpc_connector'] }));
    });
    expect(await refusal({})).toBe('invalid_request: no connections enabled for the client');
  });

  test('a tenant whose domain-level connection is an identity provider, which nobody asks here', async () => {
    await tenant.store.write(({ connections }) => {
      connections.put(database({ name: 'users' }));
      connections.put(
        database({ name: 'google-oauth2', strategy: 'google-oauth2', is_domain_connection: true }),
      );
    });
    expect(await refusal({})).toMatch(
      /^server_error: The local tenant asks no identity provider: google-oauth2 logs nobody in here\./,
    );
  });

  test('resource alone, while the tenant has the audience profile', async () => {
    await tenant.configure({ resource_parameter_profile: 'audience' });
    expect(await refusal({})).toBe(
      'invalid_request: The userinfo audience is not allowed for third party clients',
    );
  });

  test('declined consent', async () => {
    const browser = new FormBrowser(tenant);
    const login = await browser.open(authorizationUrl(tenant, request));
    const fields = { username: testUser.email, password: testUser.password, action: 'login' };
    const visit = await browser.submit(await browser.submit(login, fields), { action: 'deny' });
    expect(visit.redirectedTo).toBeUndefined();
    expect(visit.html).toContain('<code>access_denied</code>: User did not authorize the request');
  });
});

test('an application that may always redirect learns of errors itself', async () => {
  await tenant.store.write(({ clients }) => {
    clients.put({ ...connector, redirection_policy: 'allow_always' });
  });
  const url = authorizationUrl(tenant, { ...request, prompt: 'none' });
  const { redirectedTo } = await new FormBrowser(tenant).open(url);
  expect(redirectedTo?.searchParams.get('error')).toBe('login_required');
});
