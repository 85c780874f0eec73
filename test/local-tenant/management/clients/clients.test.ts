import { beforeEach, describe, expect, test } from 'vitest';
import {
  managementTenant,
  tenantDomain,
  type ManagementTenant,
} from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

async function created(body: object): Promise<{ client_id: string; [property: string]: unknown }> {
  const answer = await tenant.call('POST', '/clients', body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

describe('POST /clients', () => {
  test.each([
    [{}, "'Missing required property: name'."],
    [{ name: 5 }, "'Expected type string but found type integer' on property name."],
    [{ name: '<b>' }, "'String does not match pattern ^[^<>]+$: <b>' on property name."],
    [{ name: 'x', colour: 'blue', size: 1 }, "'Additional properties not allowed: colour,size'."],
    [{ name: 'x', client_id: 'mine' }, "'Additional properties not allowed: client_id'."],
    [{ name: 'x', client_secret: 'mine' }, "'Additional properties not allowed: client_secret'."],
    [{ name: 'x', app_type: 'mainframe' }, "'No enum match for: mainframe' on property app_type."],
    [
      { name: 'x', callbacks: 'https://a.example' },
      "'Expected type array but found type string' on property callbacks.",
    ],
    [
      { name: 'x', description: 'd'.repeat(141) },
      "'String is too long (141 chars), maximum 140' on property description.",
    ],
    [
      { name: 'x', refresh_token: { rotation_type: 'rotating' } },
      "'Missing required property: expiration_type' on property refresh_token.",
    ],
    [
      { name: 'x', jwt_configuration: { alg: 'none' } },
      "'No enum match for: none' on property jwt_configuration.alg.",
    ],
    [
      { name: 'x', jwt_configuration: { lifetime: 5 } },
      "'Additional properties not allowed: lifetime' on property jwt_configuration.",
    ],
    [
      {
        name: 'x',
        client_metadata: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`key${index}`, 'v'])),
      },
      "'Too many properties defined (11), maximum 10' on property client_metadata.",
    ],
    [
      { name: 'x', token_quota: { client_credentials: {} } },
      "'Too few properties defined (0), minimum 1' on property token_quota.client_credentials.",
    ],
    [
      { name: 'x', token_exchange: { allow_any_profile_of_type: ['barter'] } },
      "'No enum match for: barter' on property token_exchange.allow_any_profile_of_type[0].",
    ],
    [
      { name: 'x', oidc_logout: { backchannel_logout_urls: ['http://a.example'] } },
      "'Object didn't pass validation for format absolute-https-uri-or-empty: http://a.example' on property oidc_logout.backchannel_logout_urls[0].",
    ],
    [
      { name: 'x', oidc_logout: { backchannel_logout_initiators: { mode: 'some' } } },
      "'No enum match for: some' on property oidc_logout.backchannel_logout_initiators.mode.",
    ],
    [
      { name: 'x', native_social_login: { apple: {} } },
      "'Too few properties defined (0), minimum 1' on property native_social_login.apple.",
    ],
    [{ name: 'x', addons: { fax: {} } }, "'Additional properties not allowed: fax' on property addons."],
    [
      { name: 'x', addons: { aws: { lifetime_in_seconds: 60 } } },
      "'Value 60 is less than minimum 900' on property addons.aws.lifetime_in_seconds.",
    ],
    [
      { name: 'x', express_configuration: {} },
      "'Missing required property: initiate_login_uri_template' on property express_configuration.",
    ],
    [
      { name: 'x', custom_login_page: '' },
      "'String is too short (0 chars), minimum 1' on property custom_login_page.",
    ],
    [
      { name: 'x', is_first_party: false, third_party_security_mode: 'permissive' },
      "'No enum match for: permissive' on property third_party_security_mode.",
    ],
  ])('refuses %j', async (body, message) => {
    const answer = await tenant.call('POST', '/clients', body);
    expect(answer.body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: `Payload validation error: ${message}`,
      errorCode: 'invalid_body',
    });
    expect(tenant.store.read.clients.size).toBe(2);
  });

  test.each([
    'not a url',
    'https://a.example/#fragment',
    'https://*/callback',
    'https://a.*.example/callback',
    'https://*.*.a.example/callback',
    'https://*.example/callback',
    'https://a*.example/*',
    'com.example.app://*.a.example',
    'https://a.example/*',
    'javascript:alert(1)',
    'data:text/html,x',
    'intent://scan#Intent;end',
    'blob:https://a.example/1',
  ])('refuses the callback %s', async (url) => {
    const answer = await tenant.call('POST', '/clients', {
      name: 'x',
      callbacks: ['https://a.example', url],
    });
    expect(answer.body.message).toBe(
      `Payload validation error: 'Object didn't pass validation for format callback-url: ${url}' on property callbacks[1].`,
    );
  });

  test.each([
    'https://a.example/callback?x=1',
    'http://localhost:3000/callback',
    'com.example.app://callback',
    'https://*.a.example/cb',
    'https://prefix-*-suffix.a.example/cb',
  ])('accepts the callback %s', async (url) => {
    const client = await created({ name: 'x', callbacks: [url] });
    expect(client['callbacks']).toEqual([url]);
  });

  test.each(['https://a.example/path', 'https://a.example?q', 'https://*.example', 'https://a.*.example'])(
    'refuses the origin %s',
    async (url) => {
      const answer = await tenant.call('POST', '/clients', { name: 'x', web_origins: [url] });
      expect(answer.status).toBe(400);
      expect(answer.body.message).toContain('on property web_origins[0]');
    },
  );

  test('accepts two applications of one name', async () => {
    const [first, second] = [await created({ name: 'same' }), await created({ name: 'same' })];
    expect(first.client_id).not.toBe(second.client_id);
  });

  test('gives an id of 32 letters and digits, and tpc_ to third parties', async () => {
    expect((await created({ name: 'first' })).client_id).toMatch(/^[A-Za-z0-9]{32}$/);
    expect((await created({ name: 'third', is_first_party: false })).client_id).toMatch(
      /^tpc_[A-Za-z0-9]{22}$/,
    );
  });

  test('makes the tokens of a public third party rotate and expire', async () => {
    const client = await created({ name: 'x', is_first_party: false, token_endpoint_auth_method: 'none' });
    expect(client['refresh_token']).toEqual({
      rotation_type: 'rotating',
      expiration_type: 'expiring',
      leeway: 0,
      token_lifetime: 2_592_000,
      idle_token_lifetime: 1_296_000,
      infinite_token_lifetime: false,
      infinite_idle_token_lifetime: false,
    });
  });

  test.each([
    [{ grant_types: ['implicit'] }, 400],
    [{ grant_types: ['password'] }, 400],
    [{ oidc_conformant: false }, 400],
    [{ jwt_configuration: { alg: 'HS256' } }, 400],
    [{ refresh_token: { rotation_type: 'rotating', expiration_type: 'non-expiring' } }, 400],
    [{ callbacks: ['https://*.a.example/cb'] }, 400],
    [{ callbacks: ['http://a.example/cb'] }, 400],
    [{ callbacks: ['https://user@a.example/cb'] }, 400],
    [{ allowed_origins: ['https://*.a.example'] }, 400],
    [{ web_origins: ['https://*.a.example'] }, 400],
    [{ organization_usage: 'allow' }, 403],
  ])('refuses a third party with %j', async (properties, status) => {
    const answer = await tenant.call('POST', '/clients', { name: 'x', is_first_party: false, ...properties });
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain('third-party clients in strict security mode');
  });

  test('enables all connections for it where the tenant says so', async () => {
    await tenant.call('PATCH', '/tenants/settings', { flags: { enable_client_connections: true } });
    const { client_id: clientId } = await created({ name: 'x' });
    expect(tenant.store.read.connections.by('enabled_client', clientId)).toHaveLength(2);
  });
});

test('gives no lifetime to the ID tokens of who chose their algorithm alone', async () => {
  const chosen = await created({ name: 'x', jwt_configuration: { alg: 'RS256' } });
  expect(chosen['jwt_configuration']).toEqual({ secret_encoded: false, alg: 'RS256' });
  const untouched = await created({ name: 'x' });
  expect(untouched['jwt_configuration']).toEqual({ secret_encoded: false, lifetime_in_seconds: 36_000 });
});

describe('a secret', () => {
  const readers = [['read:client_keys'], ['read:clients', 'read:client_credentials']];

  test.each(readers)('is shown with %s', async (...scopes) => {
    const { client_id: clientId } = await created({ name: 'x' });
    const answer = await tenant.callWith(scopes, 'GET', `/clients/${clientId}`);
    expect(answer.body.client_secret).toMatch(/^[\w-]{64}$/);
    expect(answer.body.signing_keys).toHaveLength(1);
  });

  test('is left out without', async () => {
    const scopes = ['read:clients', 'create:clients', 'update:clients'];
    const answer = await tenant.callWith(scopes, 'POST', '/clients', { name: 'x' });
    const path = `/clients/${answer.body.client_id}`;
    const all = [
      answer.body,
      (await tenant.callWith(scopes, 'GET', path)).body,
      (await tenant.callWith(scopes, 'PATCH', path, { name: 'y' })).body,
      ...(await tenant.callWith(scopes, 'GET', '/clients')).body,
    ];
    expect(all).toHaveLength(6);
    for (const client of all) {
      expect(client).not.toHaveProperty('client_secret');
      expect(client).not.toHaveProperty('signing_keys');
    }
  });

  test('is replaced by rotation', async () => {
    const { client_id: clientId, client_secret: before } = await created({ name: 'x' });
    const answer = await tenant.call('POST', `/clients/${clientId}/rotate-secret`);
    expect(answer.status).toBe(200);
    expect(answer.body.client_secret).toMatch(/^[\w-]{64}$/);
    expect(answer.body.client_secret).not.toBe(before);
    expect(tenant.store.read.clients.get(clientId)?.client_secret).toBe(answer.body.client_secret);
  });

  test('is set only by a caller with update:client_keys', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const refused = await tenant.callWith(['update:clients'], 'PATCH', `/clients/${clientId}`, {
      client_secret: 'chosen',
    });
    expect(refused.status).toBe(403);
    const accepted = await tenant.call('PATCH', `/clients/${clientId}`, { client_secret: 'chosen' });
    expect(accepted.body.client_secret).toBe('chosen');
  });
});

describe('PATCH /clients/{id}', () => {
  test('answers 404 for an unknown application', async () => {
    const answer = await tenant.call('PATCH', '/clients/unknown', { name: 'x' });
    expect(answer.body).toEqual({
      statusCode: 404,
      error: 'Not Found',
      message: 'The client does not exist',
      errorCode: 'inexistent_client',
    });
  });

  test('keeps what is first-party and what is third-party', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const answer = await tenant.call('PATCH', `/clients/${clientId}`, { is_first_party: false });
    expect(answer.status).toBe(400);
    expect(tenant.store.read.clients.get(clientId)?.is_first_party).toBe(true);
  });

  test('merges the token settings and the metadata, and replaces lists', async () => {
    const { client_id: clientId } = await created({
      name: 'x',
      callbacks: ['https://a.example', 'https://b.example'],
      client_metadata: { kept: 'yes', gone: 'soon' },
      jwt_configuration: { alg: 'RS256' },
    });
    const { body } = await tenant.call('PATCH', `/clients/${clientId}`, {
      callbacks: ['https://c.example'],
      client_metadata: { gone: null },
      jwt_configuration: { lifetime_in_seconds: 60 },
    });
    expect(body.callbacks).toEqual(['https://c.example']);
    expect(body.client_metadata).toEqual({ kept: 'yes' });
    expect(body.jwt_configuration).toEqual({ secret_encoded: false, lifetime_in_seconds: 60, alg: 'RS256' });
  });

  test('takes away what is null', async () => {
    const { client_id: clientId } = await created({ name: 'x', organization_usage: 'deny' });
    const { body } = await tenant.call('PATCH', `/clients/${clientId}`, { organization_usage: null });
    expect(body).not.toHaveProperty('organization_usage');
  });

  test('leaves the global client alone', async () => {
    const [global] = (await tenant.call('GET', '/clients?is_global=true')).body;
    const answer = await tenant.call('PATCH', `/clients/${global.client_id}`, { name: 'mine' });
    expect(answer.status).toBe(400);
    const deletion = await tenant.call('DELETE', `/clients/${global.client_id}`);
    expect(deletion.body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: 'Global client cannot be deleted.',
      errorCode: 'operation_not_supported',
    });
  });
});

describe('DELETE /clients/{id}', () => {
  test('takes grants, credentials and connection enablements along', async () => {
    const { client_id: clientId } = await created({ name: 'x' });
    const audience = [...tenant.store.read.resourceServers.values()][0]?.identifier;
    await tenant.call('POST', '/client-grants', { client_id: clientId, audience, scope: [] });
    const [connection] = tenant.store.read.connections.by('name', 'Username-Password-Authentication');
    await tenant.call('PATCH', `/connections/${connection?.id}/clients`, [
      { client_id: clientId, status: true },
    ]);
    const pem = tenant.keys.current.certificate;
    await tenant.call('POST', `/clients/${clientId}/credentials`, { credential_type: 'public_key', pem });
    const { read } = tenant.store;
    const held = () => [
      read.clientGrants.by('client_id', clientId).length,
      read.connections.by('enabled_client', clientId).length,
      read.clientCredentials.by('client_id', clientId).length,
    ];
    expect(held()).toEqual([1, 1, 1]);
    expect((await tenant.call('DELETE', `/clients/${clientId}`)).status).toBe(204);
    expect(held()).toEqual([0, 0, 0]);
  });

  test('is no error when there is none', async () => {
    expect((await tenant.call('DELETE', '/clients/unknown')).status).toBe(204);
  });
});

describe('GET /clients', () => {
  beforeEach(async () => {
    for (let number = 1; number <= 8; number += 1) {
      await created({ name: `client ${number}`, app_type: number % 2 === 0 ? 'spa' : 'native' });
    }
  });

  test('answers pages, with totals when asked', async () => {
    const { body } = await tenant.call('GET', '/clients?page=1&per_page=4&include_totals=true&fields=name');
    expect(body).toEqual({
      total: 10,
      start: 4,
      limit: 4,
      clients: ['client 3', 'client 4', 'client 5', 'client 6'].map((name) => ({
        name,
        tenant: tenantDomain,
      })),
    });
    expect((await tenant.call('GET', '/clients?per_page=3')).body).toHaveLength(3);
  });

  test('filters', async () => {
    expect((await tenant.call('GET', '/clients?app_type=spa')).body).toHaveLength(4);
    expect((await tenant.call('GET', '/clients?app_type=spa,native')).body).toHaveLength(8);
    expect((await tenant.call('GET', '/clients?is_global=false')).body).toHaveLength(9);
    expect((await tenant.call('GET', '/clients?is_first_party=false')).body).toHaveLength(0);
  });

  test('leaves fields out when asked', async () => {
    const { body } = await tenant.call(
      'GET',
      '/clients?fields=name,callbacks&include_fields=false&per_page=1',
    );
    expect(body[0]).not.toHaveProperty('name');
    expect(body[0]).toHaveProperty('client_id');
  });
});

test('lists applications by checkpoints', async () => {
  for (const name of ['one', 'two', 'three']) await created({ name });
  const names: unknown[] = [];
  let from = '';
  do {
    const { body } = await tenant.call('GET', `/clients?fields=name&take=2${from}`);
    names.push(body.clients.map((client: { name: string }) => client.name));
    from = body.next === undefined ? '' : `&from=${body.next}`;
  } while (from !== '');
  expect(names).toEqual([['All Applications', 'Deployer'], ['one', 'two'], ['three']]);
});

describe('grant types', () => {
  const legacyPasswordGrant = 'http://auth0.com/oauth/legacy/grant-type/ro';

  test.each([
    [
      { grant_types: ['authorization_code', 'passwordless_otp', legacyPasswordGrant] },
      `passwordless_otp, ${legacyPasswordGrant}`,
    ],
    [{ grant_types: ['client_credentials'], token_endpoint_auth_method: 'none' }, 'client_credentials'],
  ])('refuses %j', async (properties, invalid) => {
    const answer = await tenant.call('POST', '/clients', { name: 'x', ...properties });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toBe(`Invalid grant types: ${invalid}`);
  });

  test('keep an application with client credentials from becoming public', async () => {
    const { client_id: id } = await created({ name: 'x' });
    const answer = await tenant.call('PATCH', `/clients/${id}`, { token_endpoint_auth_method: 'none' });
    expect(answer.body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message:
        'Application must not have Token Endpoint Authentication Method set to "none" when client_credentials grant type is enabled',
      errorCode: 'invalid_body',
    });
    const both = { token_endpoint_auth_method: 'none', grant_types: ['authorization_code'] };
    expect((await tenant.call('PATCH', `/clients/${id}`, both)).status).toBe(200);
  });
});

describe('refresh tokens', () => {
  const rotating = { rotation_type: 'rotating', expiration_type: 'expiring' };
  const expiring = { rotation_type: 'non-rotating', expiration_type: 'expiring' };

  test.each([
    [{ ...rotating, expiration_type: 'non-expiring' }, true, 'must be expiring'],
    [rotating, false, "'oidc_conformant' must be true"],
    [
      { ...rotating, infinite_token_lifetime: true, infinite_idle_token_lifetime: true },
      true,
      'needs a lifetime',
    ],
    [{ ...expiring, token_lifetime: 60, idle_token_lifetime: 61 }, true, 'must not exceed'],
  ])('refuse %j with oidc_conformant: %j', async (refresh_token, oidc_conformant, reason) => {
    const answer = await tenant.call('POST', '/clients', { name: 'x', oidc_conformant, refresh_token });
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } });
    expect(answer.body.message).toContain(reason);
    const { client_id: id } = await created({ name: 'x', oidc_conformant });
    const change = await tenant.call('PATCH', `/clients/${id}`, { refresh_token });
    expect(change.body).toEqual(answer.body);
  });

  test.each([
    { ...rotating, infinite_token_lifetime: true },
    { ...rotating, token_lifetime: 60, idle_token_lifetime: 60 },
    { ...expiring, infinite_token_lifetime: true, token_lifetime: 60, idle_token_lifetime: 61 },
  ])('take %j', async (refresh_token) => {
    const client = await created({ name: 'x', oidc_conformant: true, refresh_token });
    expect(client['refresh_token']).toMatchObject(refresh_token);
  });
});
