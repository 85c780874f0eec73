import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

const apiIdentifier = 'https://omnichat.com/api';
const readPermission = { resource_server_identifier: apiIdentifier, permission_name: 'files:read' };

let tenant: ManagementTenant;
let roleId: string;
let userId: string;

beforeEach(async () => {
  tenant = await managementTenant();
  await tenant.call('POST', '/resource-servers', {
    name: 'OmniChat API',
    identifier: apiIdentifier,
    scopes: [{ value: 'files:read', description: 'Read files' }],
  });
  roleId = (await tenant.call('POST', '/roles', { name: 'reader', description: 'may read' })).body.id;
  userId = (
    await tenant.call('POST', '/users', {
      connection: 'Username-Password-Authentication',
      email: 'Ada@Example.com',
      password: 'Correct horse 1',
    })
  ).body.user_id;
});

test('is listed to `auth0 terraform generate`, which asks for properties', async () => {
  const asked = await tenant.call('GET', '/roles?fields=id%2Cname&include_fields=true&per_page=50&page=0');
  expect(asked).toMatchObject({ status: 200, body: [{ id: roleId, name: 'reader' }] });
});

test('is shown without its permissions', async () => {
  const { body } = await tenant.call('GET', `/roles/${roleId}`);
  expect(body).toEqual({ id: roleId, name: 'reader', description: 'may read', type: 'tenant' });
  expect(roleId).toMatch(/^rol_\w{16}$/);
});

test('is made and deleted with 200, and permissions are given with 201, each with a body', async () => {
  const made = await tenant.call('POST', '/roles', { name: 'writer' });
  expect([made.status, made.body]).toEqual([200, { id: made.body.id, name: 'writer', type: 'tenant' }]);
  const path = `/roles/${made.body.id}`;
  expect((await tenant.call('GET', path)).body.description).toBe('');
  const given = await tenant.call('POST', `${path}/permissions`, { permissions: [readPermission] });
  const deleted = await tenant.call('DELETE', path);
  expect([given.status, given.body, deleted.status, deleted.body]).toEqual([201, {}, 200, {}]);
});

test('has a name of its own', async () => {
  const second = await tenant.call('POST', '/roles', { name: 'writer' });
  expect((await tenant.call('POST', '/roles', { name: 'reader' })).status).toBe(409);
  expect((await tenant.call('PATCH', `/roles/${second.body.id}`, { name: 'reader' })).status).toBe(409);
  expect((await tenant.call('PATCH', `/roles/${roleId}`, { name: 'reader' })).status).toBe(200);
});

test('holds permissions that their API defines, each once', async () => {
  const path = `/roles/${roleId}/permissions`;
  expect((await tenant.call('POST', path, { permissions: [readPermission, readPermission] })).status).toBe(
    201,
  );
  expect((await tenant.call('GET', `${path}?include_totals=true&page=0&per_page=100`)).body).toEqual({
    total: 1,
    start: 0,
    limit: 100,
    permissions: [{ ...readPermission, description: 'Read files', resource_server_name: 'OmniChat API' }],
  });
  const undefinedScope = await tenant.call('POST', path, {
    permissions: [{ ...readPermission, permission_name: 'fly' }],
  });
  expect(undefinedScope).toMatchObject({
    status: 404,
    body: {
      statusCode: 404,
      error: 'Not Found',
      message: `This permission does not exist: '${apiIdentifier} - fly'`,
      errorCode: 'inexistent_resource_server_permission',
    },
  });
  const undefinedApi = await tenant.call('POST', path, {
    permissions: [{ ...readPermission, resource_server_identifier: 'https://nobody.example' }],
  });
  expect(undefinedApi).toMatchObject({
    status: 404,
    body: { message: "The resource server does not exist: 'https://nobody.example'" },
  });
  expect((await tenant.call('DELETE', path, { permissions: [readPermission] })).status).toBe(204);
  expect((await tenant.call('GET', path)).body).toEqual([]);
});

test('is given to users and taken from them, from either side', async () => {
  expect((await tenant.call('POST', `/users/${userId}/roles`, { roles: [roleId] })).status).toBe(204);
  expect((await tenant.call('GET', `/users/${userId}/roles`)).body).toEqual([
    { id: roleId, name: 'reader', description: 'may read', type: 'tenant' },
  ]);
  expect((await tenant.call('DELETE', `/users/${userId}/roles`, { roles: [roleId] })).status).toBe(204);
  expect(await tenant.call('POST', `/roles/${roleId}/users`, { users: [userId] })).toMatchObject({
    status: 200,
    body: {},
  });
  expect((await tenant.call('GET', `/roles/${roleId}/users`)).body).toEqual([
    {
      user_id: userId,
      name: 'ada@example.com',
      email: 'ada@example.com',
      picture: expect.stringMatching(/^https:\/\/s\.gravatar\.com\//) as string,
    },
  ]);
  await tenant.call('DELETE', `/roles/${roleId}`);
  expect(tenant.store.read.users.get(userId)?.role_ids).toEqual([]);
});

test('answers 404 for an unknown role, also when deleting', async () => {
  for (const method of ['GET', 'DELETE']) {
    const answer = await tenant.call(method, '/roles/unknown');
    expect(answer.body).toEqual({
      statusCode: 404,
      error: 'Not Found',
      message: 'The role does not exist.',
    });
  }
  expect((await tenant.call('POST', `/users/${userId}/roles`, { roles: ['unknown'] })).status).toBe(404);
});

test('a user is found by e-mail address in any case, and shown without a password', async () => {
  const { body } = await tenant.call('GET', '/users-by-email?email=ADA%40example.com');
  expect(body).toHaveLength(1);
  expect(body[0].identities).toEqual([
    {
      connection: 'Username-Password-Authentication',
      user_id: userId.split('|')[1],
      provider: 'auth0',
      isSocial: false,
    },
  ]);
  expect(JSON.stringify(body)).not.toContain('password');
});

test('a user exists once in a connection', async () => {
  const user = {
    connection: 'Username-Password-Authentication',
    email: 'ada@example.com',
    password: 'Correct horse 1',
  };
  expect((await tenant.call('POST', '/users', user)).status).toBe(409);
  expect((await tenant.call('POST', '/users', { ...user, connection: 'google-oauth2' })).body.errorCode).toBe(
    'inexistent_connection',
  );
});

test('has a name of any length, and is found by its type', async () => {
  const name = 'The Architect of everything that the tenant is, and of much besides that';
  expect((await tenant.call('POST', '/roles', { name })).status).toBe(200);
  const found = await tenant.call('GET', '/roles?type=tenant&name_filter=architect');
  expect(found.body).toMatchObject([{ name }]);
  expect((await tenant.call('GET', '/roles?type=organization')).body).toEqual([]);
});

test('of an organization names it', async () => {
  for (const body of [{ type: 'organization' }, { owner_id: 'org_1' }]) {
    const answer = await tenant.call('POST', '/roles', { name: 'x', ...body });
    expect([answer.status, answer.body.errorCode]).toEqual([400, 'invalid_body']);
  }
});

test('of an organization is given to no user of the tenant', async () => {
  const { body: organization } = await tenant.call('POST', '/organizations', { name: 'acme' });
  const { body: role } = await tenant.call('POST', '/roles', {
    name: 'owner',
    type: 'organization',
    owner_id: organization.id,
  });
  const answers = [
    await tenant.call('POST', `/users/${userId}/roles`, { roles: [role.id] }),
    await tenant.call('POST', `/roles/${role.id}/users`, { users: [userId] }),
  ];
  for (const { status, body } of answers) {
    expect([status, body.message]).toEqual([
      400,
      `The role owner is for members of the organization ${organization.id}.`,
    ]);
  }
  expect((await tenant.call('GET', `/users/${userId}/roles`)).body).toEqual([]);
});
