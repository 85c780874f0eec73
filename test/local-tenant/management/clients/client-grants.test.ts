import { beforeEach, describe, expect, test } from 'vitest';
import {
  tenantDomain,
  managementTenant,
  type ManagementTenant,
} from '../../../support/tenants/management-tenant.ts';

const apiIdentifier = 'https://omnichat.com/api';
const managementIdentifier = `https://${tenantDomain}/api/v2/`;

let tenant: ManagementTenant;
let clientId: string;

beforeEach(async () => {
  tenant = await managementTenant();
  await tenant.call('POST', '/resource-servers', {
    identifier: apiIdentifier,
    scopes: [{ value: 'files:read' }],
  });
  clientId = (await tenant.call('POST', '/clients', { name: 'x' })).body.client_id;
});

const grant = (body: object) => tenant.call('POST', '/client-grants', body);

test('is for the application itself unless it says for users', async () => {
  const { body } = await grant({ client_id: clientId, audience: apiIdentifier, scope: ['files:read'] });
  expect(body).toEqual({
    id: expect.stringMatching(/^cgr_\w{16}$/),
    client_id: clientId,
    audience: apiIdentifier,
    scope: ['files:read'],
    subject_type: 'client',
  });
});

test('exists once for a client, audience and subject type', async () => {
  const body = { client_id: clientId, audience: apiIdentifier, scope: [] };
  expect((await grant(body)).status).toBe(201);
  expect((await grant({ ...body, subject_type: 'user' })).status).toBe(201);
  const second = await grant(body);
  expect(second.status).toBe(409);
  expect(second.body.errorCode).toBe('client_grant_conflict');
});

test('takes scopes that the API does not define', async () => {
  const { status, body } = await grant({
    client_id: clientId,
    audience: apiIdentifier,
    scope: ['files:read', 'files:delete'],
  });
  expect({ status, scope: body.scope }).toEqual({ status: 201, scope: ['files:read', 'files:delete'] });
  const updated = await tenant.call('PATCH', `/client-grants/${body.id}`, { scope: ['files:list'] });
  expect(updated).toMatchObject({ status: 200, body: { scope: ['files:list'] } });
});

describe('is refused', () => {
  test('to an express configuration', async () => {
    const client = await tenant.call('POST', '/clients', { name: 'e', app_type: 'express_configuration' });
    const answer = await grant({ client_id: client.body.client_id, audience: apiIdentifier, scope: [] });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        message: 'Client of type express_configuration cannot be used',
        errorCode: 'validation_error',
      },
    });
  });

  test('for an unknown API or application', async () => {
    expect(
      (await grant({ client_id: clientId, audience: 'https://unknown', scope: [] })).body.errorCode,
    ).toBe('inexistent_resource_server');
    expect((await grant({ client_id: 'unknown', audience: apiIdentifier, scope: [] })).body.errorCode).toBe(
      'inexistent_client',
    );
  });

  test('to third parties on the Management API', async () => {
    const third = await tenant.call('POST', '/clients', { name: 'third', is_first_party: false });
    const answer = await grant({
      client_id: third.body.client_id,
      audience: managementIdentifier,
      scope: [],
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: 'Client grants for this API cannot be created for third-party clients.' },
    });
    expect(
      (await grant({ default_for: 'third_party_clients', audience: managementIdentifier, scope: [] })).status,
    ).toBe(400);
  });

  test('without an application and without a class of applications, or with both', async () => {
    expect((await grant({ audience: apiIdentifier, scope: [] })).status).toBe(400);
    expect(
      (await grant({ client_id: clientId, default_for: 'third_party_clients', audience: apiIdentifier }))
        .status,
    ).toBe(400);
  });

  test.each([
    { audience: apiIdentifier },
    { client_id: 'x' },
    { subject_type: 'user' },
    { default_for: 'third_party_clients' },
  ])('a change of %j', async (change) => {
    const { body } = await grant({ client_id: clientId, audience: apiIdentifier, scope: [] });
    const answer = await tenant.call('PATCH', `/client-grants/${body.id}`, change);
    expect(answer.body.message).toBe(
      `Payload validation error: 'Additional properties not allowed: ${Object.keys(change)[0]}'.`,
    );
  });
});

test('may be the default of third parties, once per API', async () => {
  const body = {
    default_for: 'third_party_clients',
    audience: apiIdentifier,
    scope: ['files:read'],
    subject_type: 'user',
  };
  const first = await grant(body);
  expect(first.body).toEqual({ id: expect.any(String), ...body });
  expect((await grant(body)).status).toBe(409);
});

test('is found by each filter', async () => {
  await grant({ client_id: clientId, audience: apiIdentifier, scope: [], subject_type: 'user' });
  await grant({ client_id: clientId, audience: managementIdentifier, scope: [] });
  await grant({
    default_for: 'third_party_clients',
    audience: apiIdentifier,
    scope: [],
    subject_type: 'user',
  });
  const count = async (query: Record<string, string>) =>
    (
      await tenant.call(
        'GET',
        `/client-grants?${new URLSearchParams({ ...query, include_totals: 'true' }).toString()}`,
      )
    ).body.total;
  expect(await count({})).toBe(4);
  expect(await count({ client_id: clientId })).toBe(2);
  expect(await count({ audience: apiIdentifier })).toBe(2);
  expect(await count({ audience: managementIdentifier, client_id: clientId })).toBe(1);
  expect(await count({ subject_type: 'user' })).toBe(2);
  expect(await count({ default_for: 'third_party_clients' })).toBe(1);
});

test('is listed by checkpoints', async () => {
  for (const subject_type of ['user', 'client'])
    await grant({ client_id: clientId, audience: apiIdentifier, subject_type });
  const first = await tenant.call('GET', '/client-grants?take=2');
  expect(first.body.client_grants).toHaveLength(2);
  const second = await tenant.call('GET', `/client-grants?take=2&from=${first.body.next}`);
  expect(second.body.client_grants).toHaveLength(1);
  expect(second.body).not.toHaveProperty('next');
  expect((await tenant.call('GET', '/client-grants?take=2&from=nonsense')).body.errorCode).toBe(
    'invalid_checkpoint',
  );
});

test('are filtered by any organization, and not by none', async () => {
  expect((await tenant.call('GET', '/client-grants?allow_any_organization=true')).body).toEqual([]);
  const answer = await tenant.call('GET', '/client-grants?allow_any_organization=false');
  expect(answer.body).toMatchObject({
    message: "Query validation error: 'No enum match for: false' on property allow_any_organization.",
    errorCode: 'invalid_query_string',
  });
});

test('takes any scope while its API defines none', async () => {
  const bare = 'https://bare.example/';
  await tenant.call('POST', '/resource-servers', { identifier: bare });
  expect((await grant({ client_id: clientId, audience: bare, scope: ['create:resource'] })).status).toBe(201);
});

test('names the scopes of a system API one by one', async () => {
  const answer = await grant({
    client_id: clientId,
    audience: managementIdentifier,
    allow_all_scopes: false,
    scope: [],
  });
  expect([answer.status, answer.body.message]).toEqual([
    400,
    '`allow_all_scopes` cannot be provided when `audience` is a system API',
  ]);
});

test('comes to no other scopes of a system API by a change', async () => {
  const made = await grant({ client_id: clientId, audience: managementIdentifier, scope: ['read:clients'] });
  const change = (body: object) => tenant.call('PATCH', `/client-grants/${made.body.id}`, body);
  const refused = await change({ allow_all_scopes: true });
  expect([refused.status, refused.body.message]).toEqual([
    400,
    '`allow_all_scopes` cannot be provided when `audience` is a system API',
  ]);
  expect((await change({ scope: ['read:users'] })).body.scope).toEqual(['read:users']);
});
