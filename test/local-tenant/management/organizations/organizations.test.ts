import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;
let id: string;
let path: string;

beforeEach(async () => {
  tenant = await managementTenant();
  const { body } = await tenant.call('POST', '/organizations', { name: 'acme', display_name: 'Acme Inc.' });
  id = body.id;
  path = `/organizations/${id}`;
});

const user = async (email: string): Promise<string> =>
  (
    await tenant.call('POST', '/users', {
      connection: 'Username-Password-Authentication',
      email,
      password: 'Correct horse 1',
    })
  ).body.user_id;

test('is found by its id and its name, which is its own', async () => {
  const shown = {
    id,
    name: 'acme',
    display_name: 'Acme Inc.',
    third_party_client_access: 'block',
    is_app_entitlement_active: false,
  };
  expect(id).toMatch(/^org_\w{16}$/);
  expect((await tenant.call('GET', path)).body).toEqual(shown);
  expect((await tenant.call('GET', '/organizations/name/acme')).body).toEqual(shown);
  expect((await tenant.call('POST', '/organizations', { name: 'acme' })).status).toBe(409);
  expect((await tenant.call('GET', '/organizations/org_unknown')).body).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'No organization found by that id or name',
  });
});

test('loses metadata that is emptied', async () => {
  const changed = await tenant.call('PATCH', path, { metadata: { plan: 'gold' } });
  expect(changed.body.metadata).toEqual({ plan: 'gold' });
  expect((await tenant.call('PATCH', path, { metadata: {} })).body).not.toHaveProperty('metadata');
});

test.each([
  [{ name: 'Acme' }, 'name'],
  [{ name: 'b', branding: { logo_url: 'http://acme.example/logo.svg' } }, 'branding.logo_url'],
  [{ name: 'b', color: 'red' }, 'color'],
])('refuses %j', async (body, property) => {
  const answer = await tenant.call('POST', '/organizations', body);
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(property)]);
});

test('has connections, of which only databases know sign-up', async () => {
  const { body: oidc } = await tenant.call('POST', '/connections', { name: 'idp', strategy: 'oidc' });
  const added = await tenant.call('POST', `${path}/connections`, { connection_id: oidc.id });
  expect([added.status, added.body]).toEqual([
    201,
    {
      connection_id: oidc.id,
      assign_membership_on_login: false,
      show_as_button: true,
      is_enabled: true,
      organization_access_level: 'none',
      connection: { name: 'idp', strategy: 'oidc' },
    },
  ]);
  expect((await tenant.call('POST', `${path}/connections`, { connection_id: oidc.id })).status).toBe(409);
  const older = await tenant.call('GET', `${path}/enabled_connections`);
  expect(older.body).toEqual([
    {
      connection_id: oidc.id,
      assign_membership_on_login: false,
      show_as_button: true,
      connection: { name: 'idp', strategy: 'oidc' },
    },
  ]);
  const totals = 'include_totals=true&per_page=100';
  expect((await tenant.call('GET', `${path}/enabled_connections?${totals}`)).body).toMatchObject({
    limit: 1,
  });
  const beyond = await tenant.call('GET', `${path}/enabled_connections?${totals}&page=1`);
  expect(beyond.body).toMatchObject({ start: 0, limit: 0, total: 1 });
  expect((await tenant.call('GET', `${path}/connections?${totals}`)).body).toMatchObject({ limit: 100 });
  await tenant.call('DELETE', `/connections/${oidc.id}`);
  expect((await tenant.call('GET', `${path}/connections`)).body).toEqual([]);
});

test('lets people sign up at a database alone, and as its members', async () => {
  const { body: database } = await tenant.call('POST', '/connections', { name: 'people', strategy: 'auth0' });
  const { body: oidc } = await tenant.call('POST', '/connections', { name: 'idp', strategy: 'oidc' });
  const signup = (connection_id: string, assign_membership_on_login: boolean) =>
    tenant.call('POST', `${path}/connections`, {
      connection_id,
      assign_membership_on_login,
      is_signup_enabled: true,
    });
  const refusal = {
    statusCode: 400,
    error: 'Bad Request',
    message:
      'Only database connections with assign_membership_on_login = true support is_signup_enabled = true.',
    errorCode: 'invalid_body',
  };
  expect((await signup(oidc.id, true)).body).toEqual(refusal);
  expect((await signup(database.id, false)).body).toEqual(refusal);
  expect((await signup(database.id, true)).status).toBe(201);
  const connection = `${path}/connections/${String(database.id)}`;
  expect((await tenant.call('PATCH', connection, { assign_membership_on_login: false })).body).toEqual(
    refusal,
  );
});

test('shows the connections that it was made with in that answer alone', async () => {
  const { body: oidc } = await tenant.call('POST', '/connections', { name: 'idp', strategy: 'oidc' });
  const { body } = await tenant.call('POST', '/organizations', {
    name: 'other',
    enabled_connections: [{ connection_id: oidc.id, assign_membership_on_login: true }],
  });
  expect(body.enabled_connections).toEqual([
    {
      connection_id: oidc.id,
      assign_membership_on_login: true,
      show_as_button: true,
      connection: { name: 'idp', strategy: 'oidc' },
    },
  ]);
  const read = await tenant.call('GET', `/organizations/${String(body.id)}`);
  expect(read.body).not.toHaveProperty('enabled_connections');
});

test('that there is not cannot be deleted, and what it has not is not found', async () => {
  expect((await tenant.call('GET', `${path}/enabled_connections/con_none`)).body).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'No connection found by that id',
  });
  expect((await tenant.call('DELETE', path)).status).toBe(204);
  expect((await tenant.call('DELETE', path)).body).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'No organization found by that id or name',
  });
});

test('has members with roles of their own, until they are deleted', async () => {
  const userId = await user('ada@example.com');
  const member = `${path}/members/${encodeURIComponent(userId)}/roles`;
  const role = await tenant.call('POST', '/roles', { name: 'admin', type: 'organization', owner_id: id });
  expect((await tenant.call('GET', member)).status).toBe(404);
  expect((await tenant.call('POST', `${path}/members`, { members: [userId] })).status).toBe(204);
  expect((await tenant.call('POST', member, { roles: [role.body.id] })).status).toBe(204);
  expect((await tenant.call('GET', member)).body).toEqual([
    { id: role.body.id, name: 'admin', description: '' },
  ]);
  expect((await tenant.call('GET', `${path}/members?fields=user_id,roles`)).body).toEqual([
    { user_id: userId, roles: [{ id: role.body.id, name: 'admin' }] },
  ]);
  const listed = await tenant.call('GET', `${path}/members?fields=user_id&take=10`);
  expect(listed.body).toEqual({ members: [{ user_id: userId }], next: expect.any(String) });
  const end = await tenant.call('GET', `${path}/members?fields=user_id&take=10&from=${listed.body.next}`);
  expect(end.body).toEqual({ members: [] });
  await tenant.call('DELETE', `/users/${encodeURIComponent(userId)}`);
  expect((await tenant.call('GET', `${path}/members`)).body).toEqual([]);
});

test('gives no role of another organization', async () => {
  const userId = await user('ada@example.com');
  await tenant.call('POST', `${path}/members`, { members: [userId] });
  const { body: other } = await tenant.call('POST', '/organizations', { name: 'other' });
  const role = await tenant.call('POST', '/roles', {
    name: 'admin',
    type: 'organization',
    owner_id: other.id,
  });
  const member = `${path}/members/${encodeURIComponent(userId)}/roles`;
  expect((await tenant.call('POST', member, { roles: [role.body.id] })).status).toBe(404);
  await tenant.call('DELETE', `/organizations/${other.id}`);
  expect((await tenant.call('GET', `/roles/${role.body.id}`)).status).toBe(404);
});

test('has client grants that allow it', async () => {
  const audience = 'https://api.example/';
  await tenant.call('POST', '/resource-servers', { identifier: audience });
  const { body: client } = await tenant.call('POST', '/clients', { name: 'x' });
  const { body: grant } = await tenant.call('POST', '/client-grants', {
    client_id: client.client_id,
    audience,
    organization_usage: 'allow',
    allow_any_organization: true,
  });
  const added = await tenant.call('POST', `${path}/client-grants`, { grant_id: grant.id });
  const { id: grantId, subject_type: _type, ...rest } = grant;
  expect([added.status, added.body]).toEqual([201, { grant_id: grantId, ...rest }]);
  expect((await tenant.call('GET', `${path}/client-grants`)).body).toEqual([grant]);
  for (const [grant_ids, count] of [
    [grantId, 1],
    ['cgr_other', 0],
  ]) {
    const { body } = await tenant.call('GET', `${path}/client-grants?grant_ids=${grant_ids}`);
    expect(body).toHaveLength(Number(count));
  }
  const search = `client_grant.organization_id:${id}`;
  const found = await tenant.call('GET', `/clients?fields=client_id&q=${encodeURIComponent(search)}`);
  expect(found.body).toEqual([{ client_id: grant.client_id, tenant: expect.any(String) }]);
  expect((await tenant.call('GET', '/clients?q=client_grant.organization_id:org_other')).body).toEqual([]);
  expect((await tenant.call('GET', '/clients?q=name:x')).status).toBe(400);
  expect((await tenant.call('GET', `/client-grants/${grantId}/organizations`)).body).toMatchObject([{ id }]);
  await tenant.call('DELETE', `/clients/${client.client_id}`);
  expect((await tenant.call('GET', `${path}/client-grants`)).body).toEqual([]);
});
