import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import { authorizationUrl, logIn } from '../../../support/clients/oauth-flow.ts';
import {
  api,
  client,
  database,
  serveOAuth,
  userGrant,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    const callbacks = ['https://app.example/callback'];
    const grant_types = ['authorization_code', 'refresh_token'];
    transaction.clients.put(client({ client_id: 'web', grant_types, callbacks }));
    transaction.clients.put(client({ client_id: 'closed', grant_types, callbacks }));
    transaction.clients.put(
      client({ client_id: 'wild', grant_types, callbacks: ['https://*.app.example/callback'] }),
    );
    transaction.clients.put(client({ client_id: 'robot', grant_types: ['client_credentials'], callbacks }));
    transaction.clients.put(
      client({ client_id: 'spa', grant_types, callbacks, token_endpoint_auth_method: 'none' }),
    );
    transaction.clients.put(client({ client_id: 'legacy', grant_types: ['implicit'], callbacks }));
    transaction.clients.put(
      client({ client_id: 'hybrid', grant_types: ['implicit', 'authorization_code'], callbacks }),
    );
    transaction.clients.put(
      client({ client_id: 'pushes', grant_types, callbacks, require_pushed_authorization_requests: true }),
    );
    transaction.clients.put(
      client({ client_id: 'signs', grant_types, callbacks, signed_request_object: { required: true } }),
    );
    for (const organization_usage of ['require', 'allow'] as const) {
      transaction.clients.put(
        client({
          client_id: `organizations-${organization_usage}`,
          grant_types,
          callbacks,
          organization_usage,
        }),
      );
    }
    transaction.resourceServers.put(api({ identifier: 'urn:open' }));
    transaction.connections.put(
      database({
        name: 'users',
        enabled_clients: [
          'web',
          'wild',
          'robot',
          'spa',
          'legacy',
          'hybrid',
          'pushes',
          'signs',
          'organizations-require',
          'organizations-allow',
        ],
      }),
    );
    transaction.connections.put(database({ name: 'staff', enabled_clients: ['web'] }));
    const policy = (user: 'require_client_grant' | 'deny_all') =>
      ({ user: { policy: user }, client: { policy: 'require_client_grant' } }) as const;
    transaction.resourceServers.put(
      api({ identifier: 'urn:granted', subject_type_authorization: policy('require_client_grant') }),
    );
    transaction.resourceServers.put(
      api({ identifier: 'urn:ungranted', subject_type_authorization: policy('require_client_grant') }),
    );
    transaction.resourceServers.put(
      api({ identifier: 'urn:denied', subject_type_authorization: policy('deny_all') }),
    );
    for (const audience of ['urn:granted', 'urn:denied']) {
      transaction.clientGrants.put(userGrant({ client_id: 'web', audience, scope: ['files:read'] }));
    }
    transaction.clientGrants.put({
      ...userGrant({ client_id: 'web', audience: 'urn:ungranted', scope: ['files:read'] }),
      subject_type: 'client',
    });
  });
});

afterAll(async () => {
  await tenant.close();
});

describe('an error page is shown, and nobody redirected, for', () => {
  const mismatch =
    'Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs. Please go to the Application Settings page and make sure you are sending a valid callback url from your application.';

  test.each([
    ['an unknown application', { client_id: 'nobody' }, 400, 'invalid_request', 'Unknown client: nobody'],
    [
      'no application',
      { client_id: undefined },
      400,
      'invalid_request',
      'Missing required parameter: client_id',
    ],
    [
      'a redirect URI that is not registered',
      { redirect_uri: 'https://evil.example/' },
      403,
      'unauthorized_client',
      mismatch,
    ],
    [
      'a redirect URI with another path',
      { redirect_uri: 'https://app.example/callback/' },
      403,
      'unauthorized_client',
      mismatch,
    ],
    [
      'a redirect URI with a query',
      { redirect_uri: 'https://app.example/callback?a=b' },
      403,
      'unauthorized_client',
      mismatch,
    ],
    [
      'a redirect URI that is none, where a wildcard stands for any host',
      { client_id: 'wild', redirect_uri: 'https://xn--.app.example/callback' },
      403,
      'unauthorized_client',
      mismatch,
    ],
  ])('%s', async (_what, given, status, error, description) => {
    const visit = await new FormBrowser(tenant).open(
      authorizationUrl(tenant, { client_id: 'web', ...given }),
    );
    expect(visit.redirectedTo).toBeUndefined();
    expect(visit.html).toContain(`<p role="alert"><code>${error}</code>: ${description}</p>`);
    expect(visit.status).toBe(status);
  });

  test('a client_id with markup, which is escaped', async () => {
    const visit = await new FormBrowser(tenant).open(
      authorizationUrl(tenant, { client_id: '<script>alert(1)</script>' }),
    );
    expect(visit.html).toContain('Unknown client: &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(visit.html).not.toContain('<script');
  });
});

describe('the redirect URI learns of', () => {
  test.each([
    ['an unknown audience', { audience: 'urn:unknown' }, 'access_denied', 'Service not found: urn:unknown'],
    [
      'an API that needs a client grant',
      { audience: 'urn:ungranted' },
      'invalid_request',
      'Client "web" is not authorized to access resource server "urn:ungranted".',
    ],
    [
      'an API that lets nobody in',
      { audience: 'urn:denied' },
      'invalid_request',
      'Client "web" is not authorized to access resource server "urn:denied".',
    ],
    [
      'a request in the open, from an application that must push it',
      { client_id: 'pushes' },
      'invalid_request',
      'The client must use a pushed authorization request.',
    ],
    [
      'a request without a signature, from an application that must sign it',
      { client_id: 'signs' },
      'invalid_request',
      'The client must use a signed request object.',
    ],
    [
      'no organization, from an application that requires one',
      { client_id: 'organizations-require' },
      'invalid_request',
      'parameter organization is required for this client',
    ],
    [
      'an organization, from an application that allows none',
      { organization: 'org_a' },
      'invalid_request',
      'parameter organization is not allowed for this client',
    ],
    [
      'an organization, of which this tenant has none',
      { client_id: 'organizations-allow', organization: 'org_a' },
      'invalid_request',
      'parameter organization is invalid',
    ],
    [
      'the same, from an application that requires one',
      { client_id: 'organizations-require', organization: 'org_a' },
      'invalid_request',
      'parameter organization is invalid',
    ],
    [
      'an invitation, of which this tenant has none',
      { client_id: 'organizations-allow', invitation: 'ticket' },
      'invalid_request',
      'invitation not found or already used',
    ],
    [
      'an application without connection',
      { client_id: 'closed' },
      'invalid_request',
      'no connections enabled for the client',
    ],
    [
      'a connection that does not exist',
      { connection: 'nowhere' },
      'invalid_request',
      'the connection was not found',
    ],
    [
      'a connection that is not enabled',
      { client_id: 'spa', connection: 'staff' },
      'invalid_request',
      'the connection was not found',
    ],
    [
      'no response type',
      { response_type: undefined },
      'invalid_request',
      'Missing required parameter: response_type',
    ],
    [
      'an unknown response type',
      { response_type: 'magic', client_id: 'legacy' },
      'unsupported_response_type',
      'Unsupported response type: magic',
    ],
    [
      'an unknown response type, of an application without the implicit grant type',
      { response_type: 'bogus' },
      'unsupported_response_type',
      'Unsupported response type: bogus',
    ],
    [
      'the code flow of an application without that grant type',
      { client_id: 'robot' },
      'unauthorized_client',
      "Grant type 'authorization_code' not allowed for the client.",
    ],
    [
      'a public application without PKCE',
      { client_id: 'spa', code_challenge: undefined, code_challenge_method: undefined },
      'invalid_request',
      'Authorization Server policy requires PKCE to be used for this request',
    ],
    ['a request object', { request: 'x' }, 'request_not_supported', 'request not supported'],
    ['a login that may not be shown', { prompt: 'none' }, 'login_required', 'Login required'],
  ])('%s', async (_what, given, error, description) => {
    const visit = await new FormBrowser(tenant).open(
      authorizationUrl(tenant, { client_id: 'web', scope: 'openid', ...given }),
    );
    expect(visit.redirectedTo?.origin).toBe('https://app.example');
    expect(Object.fromEntries(visit.redirectedTo!.searchParams)).toStrictEqual({
      error,
      error_description: description,
      state: 'the state',
    });
  });

  test.each(['token', 'id_token', 'id_token token', 'code id_token'])(
    'the implicit flow (%s) of an application without that grant type',
    async (response_type) => {
      const visit = await new FormBrowser(tenant).open(
        authorizationUrl(tenant, { client_id: 'web', scope: 'openid', nonce: 'n', response_type }),
      );
      const answer = new URLSearchParams(visit.redirectedTo?.hash.slice(1));
      expect(Object.fromEntries(answer)).toStrictEqual({
        error: 'unauthorized_client',
        error_description: "Grant type 'implicit' not allowed for the client.",
        state: 'the state',
      });
    },
  );
});

test('a second resource is refused', async () => {
  await tenant.configure({ resource_parameter_profile: 'compatibility' });
  const url = new URL(authorizationUrl(tenant, { client_id: 'web', resource: 'urn:open' }));
  url.searchParams.append('resource', 'urn:granted');
  const { redirectedTo } = await new FormBrowser(tenant).open(url);
  await tenant.configure({ resource_parameter_profile: 'audience' });
  expect(redirectedTo?.searchParams.get('error')).toBe('invalid_target');
});

test.each(['urn:open', 'urn:granted'])('a second audience, %s, is refused', async (second) => {
  const url = new URL(authorizationUrl(tenant, { client_id: 'web', audience: 'urn:open' }));
  url.searchParams.append('audience', second);
  const { redirectedTo } = await new FormBrowser(tenant).open(url);
  expect(Object.fromEntries(redirectedTo!.searchParams)).toStrictEqual({
    error: 'invalid_request',
    error_description: "'audience' parameter must not be provided twice",
    state: 'the state',
  });
});

test.each([
  ['scope', 'openid'],
  ['code_challenge', 'another'],
  ['state', 'another'],
])('a second %s is refused', async (name, value) => {
  const url = new URL(authorizationUrl(tenant, { client_id: 'web', scope: 'openid' }));
  url.searchParams.append(name, value);
  const { redirectedTo } = await new FormBrowser(tenant).open(url);
  expect(redirectedTo?.searchParams.get('error')).toBe('invalid_request');
  expect(redirectedTo?.searchParams.get('error_description')).toContain(name);
});

test.each(['nonce', 'max_age', 'acr_values', 'id_token_hint', 'code_challenge_method'])(
  'a second %s is refused by its name, also where one is passed over or taken another way',
  async (name) => {
    const url = new URL(
      authorizationUrl(tenant, { client_id: 'web', scope: 'files:read', code_challenge_method: undefined }),
    );
    for (const value of ['plain', 'S256']) url.searchParams.append(name, value);
    const { redirectedTo } = await new FormBrowser(tenant).open(url);
    expect(Object.fromEntries(redirectedTo?.searchParams ?? [])).toStrictEqual({
      error: 'invalid_request',
      error_description: `'${name}' parameter must not be provided twice`,
      state: 'the state',
    });
  },
);

describe('response_mode=form_post', () => {
  const request = { client_id: 'web', scope: 'openid', response_mode: 'form_post' };

  test('posts an error in the words of the other modes', async () => {
    const page = await new FormBrowser(tenant).open(authorizationUrl(tenant, { ...request, prompt: 'none' }));
    expect(page.redirectedTo).toBeUndefined();
    expect(page.html).toContain('action="https://app.example/callback"');
    const fields = [...page.html.matchAll(/name="(.*?)" value="(.*?)"/gu)].map(([, ...field]) => field);
    expect(Object.fromEntries(fields)).toStrictEqual({
      error: 'login_required',
      error_description: 'Login required',
      state: 'the state',
    });
  });

  test('runs no script on the page but the one that posts it', async () => {
    const response = await tenant.fetch(authorizationUrl(tenant, { ...request, prompt: 'none' }));
    const script = /<script>(.*?)<\/script>/su.exec(await response.text())?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none';script-src 'sha256-${hash}';frame-ancestors 'none'`,
    );
  });

  test('is no way past the redirection policy of an application', async () => {
    const protectedClient = client({
      client_id: 'protected',
      grant_types: ['authorization_code'],
      callbacks: ['https://app.example/callback'],
      redirection_policy: 'open_redirect_protection',
    });
    await tenant.store.write(({ clients }) => {
      clients.put(protectedClient);
    });
    const page = await new FormBrowser(tenant).open(
      authorizationUrl(tenant, { ...request, client_id: 'protected', prompt: 'none' }),
    );
    expect(page.html).not.toContain('https://app.example/callback');
    expect(page.html).toContain('<code>invalid_request</code>: no connections enabled for the client');
  });
});

test.each([
  ['token', 'legacy', ['access_token', 'expires_in', 'scope', 'state', 'token_type']],
  ['id_token token', 'legacy', ['access_token', 'expires_in', 'id_token', 'scope', 'state', 'token_type']],
  ['code token', 'hybrid', ['access_token', 'code', 'expires_in', 'scope', 'state', 'token_type']],
])('response_type=%s gives an access token in the fragment', async (response_type, client_id, names) => {
  const { redirectedTo } = await logIn(tenant, {
    client_id,
    response_type,
    audience: 'urn:open',
    scope: 'openid files:read',
    nonce: 'n',
  });
  const answer = new URLSearchParams(redirectedTo?.hash.slice(1));
  expect([...answer.keys()].toSorted()).toStrictEqual(names);
  expect(answer.get('scope')).toBe('openid files:read');
  expect(answer.get('expires_in')).toBe('1800');
  const token = answer.get('access_token') ?? '';
  const claims = decodeJwt(token);
  expect(claims).toMatchObject({ aud: ['urn:open', `${tenant.issuer}userinfo`], azp: client_id });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(1800);
  const authorization = `Bearer ${token}`;
  const info = await tenant.fetch(`${tenant.issuer}userinfo`, { headers: { authorization } });
  expect(await info.json()).toStrictEqual({ sub: claims.sub });
});

test('an application with the implicit grant type gets its ID token in the fragment', async () => {
  const visit = await logIn(tenant, {
    client_id: 'legacy',
    response_type: 'id_token',
    scope: 'openid',
    nonce: 'n',
  });
  const answer = new URLSearchParams(visit.redirectedTo?.hash.slice(1));
  expect([...answer.keys()].sort()).toStrictEqual(['id_token', 'state']);
});

test('a user delegates no more of the Management API than what concerns the user', async () => {
  await tenant.store.write(({ resourceServers }) => {
    const scopes = ['create:clients', 'read:current_user', 'update:current_user_metadata'];
    resourceServers.put(
      api({ identifier: 'urn:management', is_system: true, scopes: scopes.map((value) => ({ value })) }),
    );
  });
  const browser = new FormBrowser(tenant);
  const scope = 'create:clients read:current_user update:current_user_metadata';
  const login = await browser.open(
    authorizationUrl(tenant, { client_id: 'web', audience: 'urn:management', scope }),
  );
  const fields = { username: testUser.email, password: testUser.password, action: 'login' };
  const consent = await browser.submit(login, fields);
  expect([...consent.html.matchAll(/<li>(.*?)<\/li>/gu)].map(([, text]) => text)).toStrictEqual([
    'read:current_user',
    'update:current_user_metadata',
  ]);
});

test('an application that allows organizations needs none', async () => {
  const { redirectedTo } = await logIn(tenant, { client_id: 'organizations-allow', scope: 'openid' });
  expect(redirectedTo?.searchParams.has('code')).toBe(true);
});

test('consent that may not be asked for goes back as consent_required', async () => {
  const browser = new FormBrowser(tenant);
  await browser.logIn(authorizationUrl(tenant, { client_id: 'web', scope: 'openid' }), testUser);
  const { redirectedTo } = await browser.open(
    authorizationUrl(tenant, {
      client_id: 'web',
      audience: 'urn:granted',
      scope: 'files:read',
      prompt: 'none',
    }),
  );
  expect(Object.fromEntries(redirectedTo!.searchParams)).toStrictEqual({
    error: 'consent_required',
    error_description: 'Consent required',
    state: 'the state',
  });
});

test('a client grant lets the application have its scopes and no others', async () => {
  const browser = new FormBrowser(tenant);
  const login = await browser.open(
    authorizationUrl(tenant, { client_id: 'web', audience: 'urn:granted', scope: 'files:read files:write' }),
  );
  const fields = { username: testUser.email, password: testUser.password, action: 'login' };
  const consent = await browser.submit(login, fields);
  expect(consent.html).toContain('<li>files:read</li>');
  expect(consent.html).not.toContain('files:write');
});
