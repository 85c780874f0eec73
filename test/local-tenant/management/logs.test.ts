import { describe, expect, test } from 'vitest';
import { type ManagementTenant, managementTenant } from '../../support/tenants/management-tenant.ts';

/** A tenant with four events, an hour apart. */
async function loggedTenant(): Promise<ManagementTenant & { readonly ids: readonly string[] }> {
  let hour = 0;
  const tenant = await managementTenant({ now: () => Date.UTC(2026, 0, 1, (hour += 1)) });
  tenant.events.add({ type: 's', client_id: 'a', user_name: 'user@example.com' });
  tenant.events.add({ type: 'seacft', client_id: 'a', description: 'Authorization Code for Access Token' });
  tenant.events.add({ type: 'feacft', client_id: 'b', description: 'Invalid authorization code' });
  tenant.events.add({ type: 'f', client_id: 'b' });
  return { ...tenant, ids: tenant.events.events.map(({ log_id: id }) => id) };
}

const typesOf = (body: readonly { type: string }[]) => body.map(({ type }) => type);

describe('a write of the Management API', () => {
  test('is an event that says who asked for what, and keeps no value of a body', async () => {
    const tenant = await managementTenant();
    const { body: client } = await tenant.callWith(['create:clients'], 'POST', '/clients', {
      name: 'Mine',
      client_metadata: { key: 'a secret' },
    });
    const [event] = tenant.events.events;
    expect(event).toMatchObject({
      type: 'sapi',
      details: {
        request: {
          method: 'post',
          path: '/api/v2/clients',
          body: { name: '*****', client_metadata: { key: '*****' } },
        },
        response: { statusCode: 201, body: { client_id: client.client_id } },
      },
    });
    expect(JSON.stringify(event)).not.toContain(client.client_secret);
  });

  test('that is refused is another, and one that reads is none', async () => {
    const tenant = await managementTenant();
    await tenant.callWith(['read:clients'], 'POST', '/clients', { name: 'Mine' });
    await tenant.callWith(['read:clients'], 'GET', '/clients');
    expect(tenant.events.events).toMatchObject([
      {
        type: 'fapi',
        description: 'Insufficient scope, expected any of: create:clients',
        details: { request: { method: 'post', path: '/api/v2/clients' }, response: { statusCode: 403 } },
      },
    ]);
  });
});

describe('GET /logs', () => {
  test('answers the latest first, in pages', async () => {
    const tenant = await loggedTenant();
    const ask = async (query: string) => (await tenant.callWith(['read:logs'], 'GET', `/logs${query}`)).body;
    expect(typesOf(await ask(''))).toEqual(['f', 'feacft', 'seacft', 's']);
    expect(typesOf(await ask('?sort=date:1&per_page=2&page=1'))).toEqual(['feacft', 'f']);
    expect(await ask('?per_page=1&include_totals=true&fields=type')).toEqual({
      start: 0,
      limit: 1,
      total: 4,
      length: 1,
      logs: [{ type: 'f' }],
    });
  });

  test('goes on from an event, the earliest first', async () => {
    const tenant = await loggedTenant();
    const [, second = ''] = tenant.ids;
    const { body } = await tenant.callWith(['read:logs_users'], 'GET', `/logs?from=${second}&take=1`);
    expect(typesOf(body)).toEqual(['feacft']);
    expect(tenant.ids.toSorted()).toEqual(tenant.ids);
  });

  test.each([
    ['type:(s OR f)', ['f', 's']],
    ['client_id:"b" AND type:feacft', ['feacft']],
    ['client_id:none', []],
  ])('finds %s', async (query, types) => {
    const tenant = await loggedTenant();
    // As go-auth0 asks, and the Auth0 CLI with it.
    const asked = `/logs?search_engine=v3&q=${encodeURIComponent(query)}`;
    expect(typesOf((await tenant.callWith(['read:logs'], 'GET', asked)).body)).toEqual(types);
  });

  test('finds those from an event on, as `auth0 logs tail` asks', async () => {
    const tenant = await loggedTenant();
    const query = encodeURIComponent(`log_id:[${tenant.ids[2]} TO *]`);
    const { body } = await tenant.callWith(['read:logs'], 'GET', `/logs?q=${query}&sort=date:-1`);
    expect(typesOf(body)).toEqual(['f', 'feacft']);
  });

  test.each(['?q=date:[a TO b]', '?q=type:f*', '?from=1&q=type:f', '?from=1&page=1', '?take=101'])(
    'refuses %s',
    async (query) => {
      const tenant = await loggedTenant();
      expect((await tenant.callWith(['read:logs'], 'GET', `/logs${query}`)).status).toBe(400);
    },
  );

  test('takes a scope of its own', async () => {
    const tenant = await loggedTenant();
    expect((await tenant.callWith(['read:clients'], 'GET', '/logs')).status).toBe(403);
  });
});

test('GET /logs/{id} answers one event', async () => {
  const tenant = await loggedTenant();
  const [id = ''] = tenant.ids;
  expect((await tenant.callWith(['read:logs'], 'GET', `/logs/${id}`)).body).toMatchObject({ type: 's' });
  expect((await tenant.callWith(['read:logs'], 'GET', '/logs/9')).status).toBe(404);
});
