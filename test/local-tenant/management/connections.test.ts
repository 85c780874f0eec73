import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../support/management-tenant.ts';

let tenant: ManagementTenant;
let path: string;

beforeEach(async () => {
  tenant = await managementTenant();
  const { body } = await tenant.call('POST', '/connections', {
    name: 'omnichat-users',
    strategy: 'auth0',
    options: { disable_signup: true },
  });
  path = `/connections/${body.id}`;
});

test('puts the chosen options over the defaults', async () => {
  const { body } = await tenant.call('GET', path);
  expect(body.options).toMatchObject({
    disable_signup: true,
    passwordPolicy: 'good',
    brute_force_protection: true,
  });
});

test('replaces all options by those of a PATCH', async () => {
  const { body } = await tenant.call('PATCH', path, { options: { disable_signup: false } });
  expect(body.options).toEqual({ disable_signup: false });
});

test('refuses a second connection of one name', async () => {
  const answer = await tenant.call('POST', '/connections', { name: 'omnichat-users', strategy: 'auth0' });
  expect(answer.body).toEqual({
    statusCode: 409,
    error: 'Conflict',
    message: 'A connection with the same name already exists',
    errorCode: 'connection_conflict',
  });
});

test.each([
  [{ name: 'renamed' }, "'Additional properties not allowed: name'."],
  [{ strategy: 'oidc' }, "'Additional properties not allowed: strategy'."],
  [{ enabled_clients: [] }, "'Additional properties not allowed: enabled_clients'."],
  [
    { options: { passwordPolicy: 'perfect' } },
    "'No enum match for: perfect' on property options.passwordPolicy.",
  ],
])('refuses the change %j', async (body, message) => {
  const answer = await tenant.call('PATCH', path, body);
  expect(answer.body.message).toBe(`Payload validation error: ${message}`);
});

test('is not enabled for what does not exist, nor for third parties', async () => {
  const third = await tenant.call('POST', '/clients', { name: 'third', is_first_party: false });
  const unknown = await tenant.call('PATCH', `${path}/clients`, [{ client_id: 'unknown', status: true }]);
  expect(unknown.body.errorCode).toBe('inexistent_client');
  const strict = await tenant.call('PATCH', `${path}/clients`, [
    { client_id: third.body.client_id, status: true },
  ]);
  expect(strict.status).toBe(400);
  expect((await tenant.call('GET', path)).body.enabled_clients).toEqual([]);
});

test('lists its applications by checkpoints', async () => {
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c'])
    ids.push((await tenant.call('POST', '/clients', { name })).body.client_id);
  await tenant.call(
    'PATCH',
    `${path}/clients`,
    ids.map((client_id) => ({ client_id, status: true })),
  );
  const first = await tenant.call('GET', `${path}/clients?take=2`);
  expect(first.body.clients).toEqual(ids.slice(0, 2).map((client_id) => ({ client_id })));
  const second = await tenant.call('GET', `${path}/clients?take=2&from=${first.body.next}`);
  expect(second.body).toEqual({ clients: [{ client_id: ids[2] }] });
});

test('takes its users along when it is deleted', async () => {
  const user = { connection: 'omnichat-users', email: 'ada@example.com', password: 'correct horse' };
  await tenant.call('POST', '/users', user);
  expect((await tenant.call('DELETE', path)).status).toBe(202);
  expect(tenant.store.read.users.size).toBe(0);
});

test('filters by name and strategy', async () => {
  expect((await tenant.call('GET', '/connections?name=omnichat-users')).body).toHaveLength(1);
  expect((await tenant.call('GET', '/connections?strategy=auth0')).body).toHaveLength(2);
  expect((await tenant.call('GET', '/connections?strategy=auth0&strategy=google-oauth2')).body).toHaveLength(
    3,
  );
});
