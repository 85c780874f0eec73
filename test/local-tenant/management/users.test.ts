import { beforeEach, expect, test } from 'vitest';
import { verifyPassword } from '../../../src/local-tenant/oauth/passwords.ts';
import { managementTenant, type ManagementTenant } from '../../support/management-tenant.ts';

const ada = {
  connection: 'Username-Password-Authentication',
  email: 'ada@example.com',
  password: 'correct horse',
  user_metadata: { colour: 'blue', size: 1 },
  app_metadata: { plan: 'free' },
};

let tenant: ManagementTenant;
let path: string;

beforeEach(async () => {
  tenant = await managementTenant();
  const { body } = await tenant.call('POST', '/users', ada);
  path = `/users/${encodeURIComponent(body.user_id)}`;
});

test('has the id that was chosen, and no other user has it', async () => {
  const grace = { ...ada, email: 'grace@example.com', user_id: 'grace' };
  const made = await tenant.call('POST', '/users', grace);
  expect(made.body.user_id).toBe('auth0|grace');
  const again = await tenant.call('POST', '/users', { ...grace, email: 'other@example.com' });
  expect(again.body.errorCode).toBe('auth0_idp_error');
});

test('gets new properties, and loses those that are null', async () => {
  await tenant.call('PATCH', path, { given_name: 'Ada', family_name: 'L', email: 'Ada.L@Example.com' });
  const { status, body } = await tenant.call('PATCH', path, { name: 'Ada L', family_name: null });
  expect(status).toBe(200);
  expect(body).toMatchObject({ name: 'Ada L', given_name: 'Ada', email: 'ada.l@example.com' });
  expect(body).not.toHaveProperty('family_name');
  expect((await tenant.call('GET', path)).body).toEqual(body);
});

test('gets a new password, which nobody is shown', async () => {
  const { body } = await tenant.call('PATCH', path, { password: 'battery staple' });
  expect(JSON.stringify(body)).not.toContain('password');
  const [user] = tenant.store.read.users.by('email', ada.email);
  expect(await verifyPassword('battery staple', user?.password_hash ?? '')).toBe(true);
});

test('keeps the metadata that a PATCH does not name, and none after an empty object', async () => {
  const merged = await tenant.call('PATCH', path, { user_metadata: { colour: null, shape: 'round' } });
  expect(merged.body).toMatchObject({
    user_metadata: { size: 1, shape: 'round' },
    app_metadata: { plan: 'free' },
  });
  const emptied = await tenant.call('PATCH', path, { user_metadata: {} });
  expect(emptied.body.user_metadata).toEqual({});
});

test.each([
  [{ email: 'ada' }, "'Object didn't pass validation for format email: ada' on property email."],
  [{ blocked: 'yes' }, "'Expected type boolean but found type string' on property blocked."],
  [{ user_id: 'other' }, "'Additional properties not allowed: user_id'."],
])('refuses the change %j', async (body, message) => {
  const answer = await tenant.call('PATCH', path, body);
  expect(answer.body.message).toBe(`Payload validation error: ${message}`);
});

test('cannot take the address of another', async () => {
  await tenant.call('POST', '/users', { ...ada, email: 'grace@example.com' });
  expect((await tenant.call('PATCH', path, { email: 'GRACE@example.com' })).status).toBe(409);
});

test('that does not exist cannot be changed', async () => {
  const answer = await tenant.call('PATCH', '/users/auth0%7Cunknown', { name: 'x' });
  expect(answer.body.errorCode).toBe('inexistent_user');
});
