import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

const at = Date.parse('2026-05-01T00:00:00Z');
const seconds = at / 1000;

let tenant: ManagementTenant;
let id: string;
let path: string;

beforeEach(async () => {
  tenant = await managementTenant({ now: () => at });
  const { body } = await tenant.call('POST', '/users', {
    connection: 'Username-Password-Authentication',
    email: 'ada@example.com',
    password: 'Correct horse 1',
  });
  id = body.user_id;
  path = `/users/${encodeURIComponent(id)}`;
});

const application = async (settings: object): Promise<string> =>
  (await tenant.call('POST', '/clients', { name: 'Web', oidc_conformant: true, refresh_token: settings }))
    .body.client_id;

const issue = (name: string, clientId: string, payload: object = {}) =>
  tenant.store.write(({ oauthRecords }) => {
    oauthRecords.put({
      id: `RefreshToken:${name}`,
      model: 'RefreshToken',
      expires_at: seconds + 600,
      payload: {
        accountId: id,
        clientId,
        iat: seconds - 60,
        iiat: seconds - 120,
        resource: 'https://files.example/api',
        scope: 'files:read',
        sessionUid: 'session',
        ...payload,
      },
    });
  });

const expiring = {
  rotation_type: 'rotating',
  expiration_type: 'expiring',
  leeway: 0,
  token_lifetime: 3600,
  infinite_token_lifetime: false,
  idle_token_lifetime: 600,
  infinite_idle_token_lifetime: false,
};

test('refresh tokens are told without themselves, as long as they are good', async () => {
  const client_id = await application(expiring);
  await issue('good', client_id);
  await issue('replaced', client_id, { consumed: seconds });
  await issue('of_another', client_id, { accountId: 'auth0|other' });
  await tenant.store.write(({ oauthRecords }) => {
    oauthRecords.put({
      ...oauthRecords.get('RefreshToken:good')!,
      id: 'RefreshToken:old',
      expires_at: seconds,
    });
  });
  expect((await tenant.call('GET', `${path}/refresh-tokens`)).body).toEqual({
    tokens: [
      {
        id: 'good',
        user_id: id,
        created_at: '2026-04-30T23:58:00.000Z',
        idle_expires_at: '2026-05-01T00:10:00.000Z',
        expires_at: '2026-05-01T00:58:00.000Z',
        client_id,
        session_id: 'session',
        rotating: true,
        resource_servers: [{ audience: 'https://files.example/api', scopes: 'files:read' }],
      },
    ],
  });
});

test('refresh tokens that never expire say so, and of no API none', async () => {
  const client_id = await application({
    ...expiring,
    rotation_type: 'non-rotating',
    expiration_type: 'non-expiring',
  });
  await issue('good', client_id, { resource: undefined });
  expect((await tenant.call('GET', `${path}/refresh-tokens?take=1`)).body.tokens).toMatchObject([
    { idle_expires_at: null, expires_at: null, rotating: false, resource_servers: [] },
  ]);
});

test('one refresh token is told and taken back by its id, several by what they are of', async () => {
  const [web, other] = [await application(expiring), await application(expiring)];
  const left = () => tenant.store.read.oauthRecords.ids().map((one) => one.replace('RefreshToken:', ''));
  for (const name of ['a', 'b', 'c']) await issue(name, web);
  await issue('d', web, { resource: 'https://other.example/api' });
  await issue('e', other);
  const query = `/refresh-tokens?user_id=${encodeURIComponent(id)}&client_id=${other}&fields=id`;
  expect((await tenant.call('GET', query)).body).toEqual({ refresh_tokens: [{ id: 'e' }] });
  expect((await tenant.call('GET', '/refresh-tokens/a')).body).toMatchObject({ id: 'a', client_id: web });
  expect((await tenant.call('DELETE', '/refresh-tokens/a')).status).toBe(202);
  expect((await tenant.call('GET', '/refresh-tokens/a')).status).toBe(404);

  const revoke = (body: object) => tenant.call('POST', '/refresh-tokens/revoke', body);
  await revoke({ ids: ['b', 'unknown'] });
  expect(left()).toEqual(['c', 'd', 'e']);
  await revoke({ user_id: id, client_id: web, audience: 'https://other.example/api' });
  expect(left()).toEqual(['c', 'e']);
  await revoke({ user_id: id, client_id: web });
  expect(left()).toEqual(['e']);
  await revoke({ user_id: id });
  expect(left()).toEqual([]);
  const refused = [
    {},
    { ids: ['a'], user_id: id },
    { ids: ['a'], client_id: web },
    { user_id: id, audience: 'x' },
    { ids: Array.from({ length: 101 }, String) },
  ];
  for (const body of refused) expect((await revoke(body)).status).toBe(400);
  expect((await tenant.call('GET', '/refresh-tokens')).status).toBe(400);
});

test('sessions and refresh tokens are ended, each alone or both', async () => {
  const client_id = await application(expiring);
  const left = () => tenant.store.read.oauthRecords.ids();
  const ended = () => tenant.store.read.users.get(id)?.sessions_ended_at;
  await issue('one', client_id);
  expect((await tenant.call('DELETE', `${path}/sessions`)).status).toBe(202);
  expect([left(), ended()]).toEqual([['RefreshToken:one'], '2026-05-01T00:00:00.000Z']);
  expect((await tenant.call('DELETE', `${path}/refresh-tokens`)).status).toBe(202);
  expect(left()).toEqual([]);

  await issue('two', client_id);
  const keep = { preserve_refresh_tokens: true };
  expect((await tenant.call('POST', `${path}/revoke-access`, keep)).status).toBe(202);
  expect(left()).toEqual(['RefreshToken:two']);
  expect((await tenant.call('POST', `${path}/revoke-access`)).status).toBe(202);
  expect(left()).toEqual([]);
});

const note = (name: string, userId = id, ended: string[] = []) => {
  const session = {
    id: name,
    userId,
    loggedIn: seconds - 60,
    idleUntil: seconds + 600,
    methods: [{ name: 'pwd', timestamp: '2026-05-01T00:00:00.000Z' } as const],
    clientIds: ['web'],
  };
  tenant.sessions.note(`key of ${name}`, session, async () => {
    ended.push(name);
  });
};

test('sessions are told, as long as they are good', async () => {
  note('one');
  note('of_another', 'auth0|other');
  const session = {
    id: 'one',
    user_id: id,
    created_at: '2026-04-30T23:59:00.000Z',
    authenticated_at: '2026-04-30T23:59:00.000Z',
    idle_expires_at: '2026-05-01T00:10:00.000Z',
    expires_at: '2026-05-07T23:59:00.000Z',
    clients: [{ client_id: 'web' }],
    authentication: { methods: [{ name: 'pwd', timestamp: '2026-05-01T00:00:00.000Z' }] },
  };
  expect((await tenant.call('GET', `${path}/sessions`)).body).toEqual({ sessions: [session] });
  expect((await tenant.call('GET', '/sessions/one')).body).toEqual(session);
  expect((await tenant.call('GET', '/sessions/of_another')).status).toBe(404);
  await tenant.store.write(({ users }) => {
    users.put({ ...users.get(id)!, sessions_ended_at: '2026-05-01T00:00:01.000Z' });
  });
  expect((await tenant.call('GET', `${path}/sessions`)).body).toEqual({ sessions: [] });
});

test('one session is ended, with the refresh tokens that came of it or without', async () => {
  const client_id = await application(expiring);
  const ended: string[] = [];
  for (const name of ['one', 'two', 'three']) {
    note(name, id, ended);
    await issue(name, client_id, { sessionUid: name });
  }
  const left = () => tenant.store.read.oauthRecords.ids().map((one) => one.replace('RefreshToken:', ''));
  expect((await tenant.call('DELETE', '/sessions/one')).status).toBe(202);
  expect([ended, left()]).toEqual([['one'], ['one', 'two', 'three']]);
  expect((await tenant.call('POST', '/sessions/two/revoke')).status).toBe(202);
  expect([ended, left()]).toEqual([
    ['one', 'two'],
    ['one', 'three'],
  ]);
  await tenant.call('POST', `${path}/revoke-access`, { session_id: 'three' });
  expect([ended, left()]).toEqual([['one', 'two', 'three'], ['one']]);
  expect(tenant.store.read.users.get(id)?.sessions_ended_at).toBeUndefined();
  expect((await tenant.call('POST', '/sessions/two/revoke')).status).toBe(404);
  expect((await tenant.call('DELETE', '/sessions/two')).status).toBe(202);
});

test('the log tells what a user did, the latest first unless it is asked otherwise', async () => {
  for (const type of ['s', 'fp'] as const)
    tenant.events.add({ type, user_id: id, user_name: 'ada@example.com' });
  tenant.events.add({ type: 's', user_id: 'auth0|other', user_name: 'bob@example.com' });
  const types = async (query: string) =>
    (await tenant.call('GET', `${path}/logs${query}`)).body.map(({ type }: { type: string }) => type);
  expect(await types('')).toEqual(['fp', 's']);
  expect(await types('?sort=date%3A1&per_page=1')).toEqual(['s']);
  expect((await tenant.call('GET', `${path}/logs?include_totals=true`)).body).toMatchObject({
    total: 2,
    length: 2,
  });
});

test('factors are told, named and taken by all of their names', async () => {
  const methods = `${path}/authentication-methods`;
  const totp = { type: 'totp', totp_secret: 'JBSWY3DPEHPK3PXP' };
  const set = await tenant.call('PUT', methods, [totp]);
  expect(set).toMatchObject({
    status: 200,
    body: [{ type: 'totp', created_at: '2026-05-01T00:00:00.000Z' }],
  });
  expect(JSON.stringify(set.body)).not.toContain(totp.totp_secret);
  const [{ id: method }] = set.body;
  const named = await tenant.call('PATCH', `${methods}/${encodeURIComponent(method)}`, { name: 'Phone' });
  expect(named.body).toMatchObject({ id: method, name: 'Phone' });
  expect((await tenant.call('GET', `${path}/enrollments`)).body).toEqual([
    {
      id: String(method).replace('totp|', ''),
      status: 'confirmed',
      type: 'authenticator',
      auth_method: 'authenticator',
      name: 'Phone',
      enrolled_at: '2026-05-01T00:00:00.000Z',
    },
  ]);
  const enrolled = async () => (await tenant.call('GET', `${path}/enrollments`)).body.length as number;
  expect((await tenant.call('DELETE', `${path}/multifactor/duo`)).status).toBe(204);
  expect(await enrolled()).toBe(1);
  expect((await tenant.call('DELETE', `${path}/multifactor/google-authenticator`)).status).toBe(204);
  expect(await enrolled()).toBe(0);
  await tenant.call('PUT', methods, [totp]);
  expect((await tenant.call('DELETE', `${path}/authenticators`)).status).toBe(204);
  expect(await enrolled()).toBe(0);
  expect((await tenant.call('PUT', methods, [totp, totp])).status).toBe(409);
  expect((await tenant.call('PUT', methods, [{ type: 'phone' }])).status).toBe(501);
  expect((await tenant.call('DELETE', `${path}/multifactor/fax`)).status).toBe(400);
  const forget = `${path}/multifactor/actions/invalidate-remember-browser`;
  expect((await tenant.call('POST', forget)).status).toBe(204);
});

test('blocks are told by address and user, and lifted', async () => {
  for (let count = 0; count < 10; count += 1)
    tenant.attempts.fail({ identifier: 'Ada@example.com', ip: '203.0.113.7' });
  tenant.attempts.fail({ identifier: 'ada@example.com', ip: '203.0.113.8' });
  const blocks = `/user-blocks/${encodeURIComponent(id)}`;
  const blocked_for = [{ identifier: 'Ada@example.com', ip: '203.0.113.7' }];
  expect((await tenant.call('GET', blocks)).body).toEqual({ blocked_for });
  expect((await tenant.call('GET', '/user-blocks?identifier=ada%40example.com')).body).toEqual({
    blocked_for,
  });

  await tenant.call('PATCH', '/attack-protection/brute-force-protection', { shields: [] });
  expect((await tenant.call('GET', blocks)).body).toEqual({ blocked_for });
  expect((await tenant.call('GET', `${blocks}?consider_brute_force_enablement=true`)).body).toEqual({
    blocked_for: [],
  });

  expect((await tenant.call('DELETE', blocks)).status).toBe(204);
  expect((await tenant.call('GET', blocks)).body).toEqual({ blocked_for: [] });
  for (let count = 0; count < 10; count += 1)
    tenant.attempts.fail({ identifier: 'nobody@example.com', ip: '203.0.113.7' });
  expect((await tenant.call('DELETE', '/user-blocks?identifier=nobody%40example.com')).status).toBe(204);
  expect((await tenant.call('GET', '/user-blocks?identifier=nobody%40example.com')).body).toEqual({
    blocked_for: [],
  });
});

test('a block is lifted for good, however attempts are counted by then', async () => {
  const count = (mode: string) => tenant.call('PATCH', '/attack-protection/brute-force-protection', { mode });
  for (let tries = 0; tries < 10; tries += 1)
    tenant.attempts.fail({ identifier: 'ada@example.com', ip: '203.0.113.7' });
  await count('count_per_identifier');
  const blocks = `/user-blocks/${encodeURIComponent(id)}`;
  await tenant.call('DELETE', blocks);
  await count('count_per_identifier_and_ip');
  expect((await tenant.call('GET', blocks)).body).toEqual({ blocked_for: [] });
});

test.each([
  ['GET', '/users/auth0%7C1/refresh-tokens'],
  ['DELETE', '/users/auth0%7C1/refresh-tokens'],
  ['DELETE', '/users/auth0%7C1/sessions'],
  ['POST', '/users/auth0%7C1/revoke-access'],
  ['GET', '/users/auth0%7C1/sessions'],
  ['GET', '/users/auth0%7C1/enrollments'],
  ['DELETE', '/users/auth0%7C1/authenticators'],
  ['GET', '/user-blocks/auth0%7C1'],
  ['DELETE', '/user-blocks/auth0%7C1'],
])('%s %s is of nobody', async (method, missing) => {
  expect((await tenant.call(method, missing)).body.errorCode).toBe('inexistent_user');
});

test('an application that was imported from its metadata document is told, and meant, by its id', async () => {
  const client_id = await application(expiring);
  const url = 'https://client.example/metadata.json';
  await tenant.store.write(({ clients }) => {
    clients.put({ ...clients.get(client_id)!, external_client_id: url });
  });
  await issue('imported', url);
  tenant.sessions.note(
    'key',
    { id: 'session', userId: id, loggedIn: seconds, idleUntil: seconds + 60, methods: [], clientIds: [url] },
    async () => undefined,
  );
  const [token] = (await tenant.call('GET', `/refresh-tokens?user_id=${id}&client_id=${client_id}`)).body
    .refresh_tokens;
  expect(token).toMatchObject({ client_id, rotating: true, expires_at: '2026-05-01T00:58:00.000Z' });
  expect((await tenant.call('GET', '/sessions/session')).body.clients).toEqual([{ client_id }]);
  await tenant.call('POST', '/refresh-tokens/revoke', { user_id: id, client_id });
  expect((await tenant.call('GET', `${path}/refresh-tokens`)).body.tokens).toEqual([]);
});
