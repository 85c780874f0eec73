import * as oauth4webapi from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isStrictThirdParty } from '../../../../src/local-tenant/rules/client-defaults.ts';
import { logIn, redeem } from '../../../support/clients/oauth-flow.ts';
import {
  api,
  database,
  serveOAuth,
  userGrant,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.configure({
    flags: { enable_dynamic_client_registration: true },
    resource_parameter_profile: 'compatibility',
  });
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'users', is_domain_connection: true }));
    transaction.resourceServers.put(api({ identifier: files }));
    transaction.clientGrants.put(
      userGrant({ default_for: 'third_party_clients', audience: files, scope: ['files:read'] }),
    );
  });
});

afterAll(async () => {
  await tenant.close();
});

async function register(body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await tenant.fetch(`${tenant.issuer}oidc/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const publicClient = {
  client_name: 'ChatGPT',
  redirect_uris: ['https://app.example/callback'],
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
};

test('a network ACL keeps everybody out who comes from elsewhere', async () => {
  const rule = { scope: 'dynamic_client_registration', action: { block: true } } as const;
  const acl = { id: 'acl', description: '', active: true, priority: 1, created_at: '', updated_at: '' };
  await tenant.store.write((transaction) => {
    transaction.networkAcls.put({ ...acl, rule: { ...rule, not_match: { ipv4_cidrs: ['203.0.113.0/24'] } } });
  });
  expect(await register(publicClient)).toMatchObject({ status: 403, body: { error: 'access_denied' } });
  await tenant.store.write((transaction) => {
    transaction.networkAcls.put({ ...acl, rule: { ...rule, not_match: { ipv4_cidrs: ['127.0.0.0/8'] } } });
  });
  expect(await register(publicClient)).toMatchObject({ status: 201 });
  await tenant.store.write((transaction) => {
    transaction.networkAcls.remove('acl');
  });
});

test('oauth4webapi registers a public application, which can log users in at once', async () => {
  const server = { issuer: tenant.issuer, registration_endpoint: `${tenant.issuer}oidc/register` };
  const response = await oauth4webapi.dynamicClientRegistrationRequest(server, publicClient, {
    [oauth4webapi.customFetch]: tenant.fetch,
  });
  const registered = await oauth4webapi.processDynamicClientRegistrationResponse(response);
  expect(registered).toStrictEqual({
    ...publicClient,
    client_id: expect.stringMatching(/^tpc_[A-Za-z0-9]+$/u) as string,
  });
  const client = { client_id: registered.client_id };
  const visit = await logIn(tenant, { ...client, resource: files, scope: 'files:read' });
  expect((await redeem(tenant, visit, client)).status).toBe(200);
});

test('a registered application is a strict third party in the store', async () => {
  const { body } = await register(publicClient);
  const client = tenant.store.read.clients.get(String(body['client_id']));
  expect(client).toMatchObject({
    name: 'ChatGPT',
    is_first_party: false,
    third_party_security_mode: 'strict',
    callbacks: publicClient.redirect_uris,
    grant_types: publicClient.grant_types,
    token_endpoint_auth_method: 'none',
  });
  expect(isStrictThirdParty(client!)).toBe(true);
});

test('a tenant of old registers third parties without the enhanced security', async () => {
  const setMode = (dynamic_client_registration_security_mode: 'strict' | 'permissive') =>
    tenant.store.write((transaction) => {
      const settings = { ...transaction.documents.settings, dynamic_client_registration_security_mode };
      transaction.setDocument('settings', settings);
    });
  await setMode('permissive');
  const { body } = await register(publicClient);
  await setMode('strict');
  const client = tenant.store.read.clients.get(String(body['client_id']));
  expect(client).toMatchObject({
    client_id: expect.stringMatching(/^\w{32}$/) as string,
    is_first_party: false,
    third_party_security_mode: 'permissive',
    jwt_configuration: { lifetime_in_seconds: 36_000 },
  });
  expect(client).not.toHaveProperty('redirection_policy');
  expect(isStrictThirdParty(client!)).toBe(false);
});

test('a confidential application, which is the default, gets a secret that works', async () => {
  const { status, body } = await register({ client_name: 'X', redirect_uris: publicClient.redirect_uris });
  expect(status).toBe(201);
  expect(body).toStrictEqual({
    client_name: 'X',
    client_id: body['client_id'],
    client_secret: expect.stringMatching(/^[\w-]{64}$/u) as string,
    client_secret_expires_at: 0,
    redirect_uris: publicClient.redirect_uris,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
  });
  const client = { client_id: String(body['client_id']), client_secret: String(body['client_secret']) };
  const visit = await logIn(tenant, { client_id: client.client_id, resource: files, scope: 'files:read' });
  expect((await redeem(tenant, visit, client)).status).toBe(200);
  expect((await redeem(tenant, visit, { ...client, client_secret: 'wrong' })).status).toBe(401);
});

test('grant types that are not to be registered are taken out', async () => {
  const { body } = await register({
    ...publicClient,
    grant_types: ['authorization_code', 'client_credentials', 'implicit', 'password'],
  });
  expect(body['grant_types']).toStrictEqual(['authorization_code']);
});

test.each([
  'http://localhost:3000/callback',
  'http://127.0.0.1/callback',
  'http://[::1]:8080/',
  'com.example.app:/callback',
  'HTTPS://app.example/a%20b',
])('a native application may register %s', async (uri) => {
  const { status, body } = await register({ ...publicClient, redirect_uris: [uri] });
  expect(status).toBe(201);
  expect(body['redirect_uris']).toStrictEqual([uri]);
});

describe('registration is refused', () => {
  test.each([
    ['without redirect URIs', { redirect_uris: undefined }, 'invalid_redirect_uri'],
    ['with an empty list of them', { redirect_uris: [] }, 'invalid_redirect_uri'],
    ['with one that is not absolute', { redirect_uris: ['/callback'] }, 'invalid_redirect_uri'],
    ['with one that has a fragment', { redirect_uris: ['https://app.example/#a'] }, 'invalid_redirect_uri'],
    ['with one that has a wildcard', { redirect_uris: ['https://*.example/'] }, 'invalid_redirect_uri'],
    ['with one that has credentials', { redirect_uris: ['https://a@b.example/'] }, 'invalid_redirect_uri'],
    ['with one that is a script', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['with one that is data', { redirect_uris: ['data:text/html,x'] }, 'invalid_redirect_uri'],
    [
      'with one that starts programs',
      { redirect_uris: ['intent://scan#Intent;end'] },
      'invalid_redirect_uri',
    ],
    ['with one that is not encrypted', { redirect_uris: ['http://app.example/'] }, 'invalid_redirect_uri'],
    [
      'with one bad URI among good ones',
      { redirect_uris: ['https://app.example/', 'about:blank'] },
      'invalid_redirect_uri',
    ],
    ['with one that has a newline', { redirect_uris: ['https://a.example/c\nb'] }, 'invalid_redirect_uri'],
    ['with one that has a blank', { redirect_uris: [' https://a.example/cb'] }, 'invalid_redirect_uri'],
    [
      'with one that has a backslash',
      { redirect_uris: ['https://a.example\\b.example/'] },
      'invalid_redirect_uri',
    ],
    ['with one that has no authority', { redirect_uris: ['https:a.example/cb'] }, 'invalid_redirect_uri'],
    ['with one that has a bad escape', { redirect_uris: ['https://a.example/%zz'] }, 'invalid_redirect_uri'],
    ['with one that writes mail', { redirect_uris: ['mailto:a@b.example'] }, 'invalid_redirect_uri'],
    ['with one that is a socket', { redirect_uris: ['ws://a.example/'] }, 'invalid_redirect_uri'],
    ['with one that is a file server', { redirect_uris: ['ftp://a.example/'] }, 'invalid_redirect_uri'],
    [
      'with a private scheme that is no domain name',
      { redirect_uris: ['myapp:/callback'] },
      'invalid_redirect_uri',
    ],
    ['with markup in the name', { client_name: '<b>Bank</b>' }, 'invalid_client_metadata'],
    ['with an empty name', { client_name: '' }, 'invalid_client_metadata'],
    [
      'with an unknown authentication method',
      { token_endpoint_auth_method: 'magic' },
      'invalid_client_metadata',
    ],
    ['without the code flow', { grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
    ['with another response type', { response_types: ['token'] }, 'invalid_client_metadata'],
  ])('%s', async (_what, given, error) => {
    const count = tenant.store.read.clients.size;
    const { status, body } = await register({ ...publicClient, ...given });
    expect(status).toBe(400);
    expect(body['error']).toBe(error);
    expect(Object.keys(body)).toStrictEqual(['error', 'error_description']);
    expect(tenant.store.read.clients.size).toBe(count);
  });

  test.each(['{', '[]', '""'])('for a body that is no JSON object: %s', async (text) => {
    const { status, body } = await register(text);
    expect(status).toBe(400);
    expect(body['error']).toBe('invalid_client_metadata');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded'])('for a body sent as %s', async (type) => {
    const count = tenant.store.read.clients.size;
    const response = await tenant.fetch(`${tenant.issuer}oidc/register`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify(publicClient),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toStrictEqual({
      error: 'invalid_client_metadata',
      error_description: 'Send the client metadata as application/json.',
    });
    expect(tenant.store.read.clients.size).toBe(count);
  });

  test("while the tenant's flag is off", async () => {
    await tenant.configure({ flags: {} });
    expect(await register(publicClient)).toStrictEqual({
      status: 404,
      body: {
        error: 'not_found',
        error_description: 'Dynamic client registration is not enabled for this tenant.',
      },
    });
    await tenant.configure({ flags: { enable_dynamic_client_registration: true } });
  });
});
