import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

const secret = 'JBSWY3DPEHPK3PXP';
let tenant: ManagementTenant;
let methods: string;

beforeEach(async () => {
  tenant = await managementTenant();
  await tenant.call('POST', '/connections', { name: 'users', strategy: 'auth0' });
  const { body } = await tenant.call('POST', '/users', {
    connection: 'users',
    email: 'person@example.com',
    password: 'Correct-horse-42',
  });
  methods = `/users/${String(body.user_id)}/authentication-methods`;
});

test('a user is enrolled in one-time passwords, and no longer', async () => {
  expect((await tenant.call('GET', methods)).body).toEqual([]);
  const added = await tenant.call('POST', methods, { type: 'totp', name: 'Phone', totp_secret: secret });
  expect(added).toMatchObject({ status: 201, body: { type: 'totp', name: 'Phone' } });
  const { id } = added.body as { readonly id: string };
  expect(id).toMatch(/^totp\|dev_\w{16}$/);
  const shown = { id, type: 'totp', name: 'Phone', confirmed: true };
  expect((await tenant.call('GET', methods)).body).toMatchObject([shown]);
  expect((await tenant.call('GET', `${methods}?include_totals=true`)).body).toMatchObject({ total: 1 });
  const one = await tenant.call('GET', `${methods}/${encodeURIComponent(id)}`);
  expect(one).toMatchObject({ status: 200, body: shown });
  expect(JSON.stringify([added.body, one.body])).not.toContain(secret);

  expect((await tenant.call('POST', methods, { type: 'totp', totp_secret: secret })).status).toBe(409);
  expect((await tenant.call('DELETE', `${methods}/${encodeURIComponent(id)}`)).status).toBe(204);
  expect((await tenant.call('GET', `${methods}/${encodeURIComponent(id)}`)).status).toBe(404);
});

test('all of them go at once, and with their user', async () => {
  await tenant.call('POST', methods, { type: 'totp', totp_secret: secret });
  expect((await tenant.call('DELETE', methods)).status).toBe(204);
  expect((await tenant.call('GET', methods)).body).toEqual([]);
  await tenant.call('POST', methods, { type: 'totp', totp_secret: secret });
  await tenant.call('DELETE', methods.replace('/authentication-methods', ''));
  expect(tenant.store.read.authenticationMethods.size).toBe(0);
  expect((await tenant.call('GET', methods)).status).toBe(404);
});

test('other factors, and what else there is below, are said to be missing', async () => {
  const phone = { type: 'phone', name: 'Phone', phone_number: '+00000000000' };
  expect((await tenant.call('POST', methods, phone)).status).toBe(501);
  expect((await tenant.call('PUT', methods, [phone])).status).toBe(501);
  expect((await tenant.call('POST', methods, { type: 'totp', totp_secret: 'not base32' })).status).toBe(400);
});

test('of a secret that is refused neither the answer nor the log says what it was', async () => {
  const sent = { type: 'totp', totp_secret: 'of-no-use' };
  const { body } = await tenant.call('POST', methods, sent);
  expect(body.message).toBe(
    "Payload validation error: 'String does not match pattern ^[A-Z2-7]{16,}=*$: *****' on property totp_secret.",
  );
  expect(JSON.stringify(tenant.events.events)).not.toContain(sent.totp_secret);
});
