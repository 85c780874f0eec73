import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;
let id: string;
let path: string;

beforeEach(async () => {
  tenant = await managementTenant();
  id = (await tenant.call('POST', '/organizations', { name: 'acme' })).body.id;
  path = `/organizations/${id}/clients`;
});

const client = async (properties: object = {}): Promise<string> =>
  (await tenant.call('POST', '/clients', { name: 'Web', ...properties })).body.client_id;

test('are added, listed with what they say of themselves, changed and taken away', async () => {
  const client_id = await client({ organization_usage: 'allow', app_type: 'spa' });
  const shown = {
    client_id,
    use_for_member_access: true,
    client: {
      name: 'Web',
      app_type: 'spa',
      is_first_party: true,
      grant_types: expect.any(Array) as unknown,
      organization_usage: 'allow',
    },
  };
  const clients = [{ client_id, use_for_member_access: true }];
  expect(await tenant.call('POST', path, { clients })).toMatchObject({ status: 201, body: [shown] });
  expect((await tenant.call('GET', path)).body).toEqual({ clients: [shown] });
  expect((await tenant.call('POST', path, { clients })).status).toBe(409);
  const one = `${path}/${client_id}`;
  expect((await tenant.call('PATCH', one, { use_for_member_access: false })).body.use_for_member_access).toBe(
    false,
  );
  expect((await tenant.call('GET', one)).body).toEqual({ ...shown, use_for_member_access: false });
  const remove = () => tenant.call('DELETE', path, { clients: [client_id] });
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
  expect((await tenant.call('GET', one)).status).toBe(404);
});

test('are refused where there is no such application, and more than ten at once', async () => {
  const add = (ids: readonly string[]) =>
    tenant.call('POST', path, {
      clients: ids.map((one) => ({ client_id: one, use_for_member_access: true })),
    });
  expect((await add(['unknown'])).body.errorCode).toBe('inexistent_client');
  expect((await add(Array.from({ length: 11 }, String))).body.message).toBe(
    "Payload validation error: 'Array is too long (11), maximum 10' on property clients.",
  );
});

test('are added once, however often a request names them', async () => {
  const client_id = await client();
  const clients = [true, false].map((access) => ({ client_id, use_for_member_access: access }));
  await tenant.call('POST', path, { clients });
  expect((await tenant.call('GET', path)).body.clients).toMatchObject([clients[1]]);
});

test('are told of in the list of organizations, and forgotten when they are deleted', async () => {
  const client_id = await client();
  await tenant.call('POST', '/organizations', { name: 'other' });
  await tenant.call('POST', path, { clients: [{ client_id, use_for_member_access: false }] });
  const listed = async () =>
    (await tenant.call('GET', `/organizations?include_client_association_for=${client_id}`)).body.map(
      ({ name, client: told }: { name: string; client?: object }) => [name, told],
    );
  expect(await listed()).toEqual([
    ['acme', { use_for_member_access: false }],
    ['other', undefined],
  ]);
  expect((await tenant.call('GET', `/organizations/${id}`)).body).not.toHaveProperty('clients');
  await tenant.call('DELETE', `/clients/${client_id}`);
  expect((await tenant.call('GET', path)).body).toEqual({ clients: [] });
});

test('roles within an organization tell who has them', async () => {
  const { body: role } = await tenant.call('POST', '/roles', { name: 'Reader' });
  const { body: user } = await tenant.call('POST', '/users', {
    connection: 'Username-Password-Authentication',
    email: 'ada@example.com',
    password: 'Correct horse 1',
  });
  const roles = `/organizations/${id}/roles/${role.id}`;
  await tenant.call('POST', `/organizations/${id}/members`, { members: [user.user_id] });
  expect((await tenant.call('GET', `${roles}/members`)).body).toEqual({ members: [] });
  await tenant.call('POST', `/organizations/${id}/members/${user.user_id}/roles`, { roles: [role.id] });
  expect((await tenant.call('GET', `${roles}/members?fields=user_id`)).body).toEqual({
    members: [{ user_id: user.user_id }],
  });
  expect((await tenant.call('GET', `${roles}/groups`)).body).toEqual({ groups: [] });
  expect((await tenant.call('GET', `/organizations/${id}/roles/rol_unknown/members`)).status).toBe(404);
});
