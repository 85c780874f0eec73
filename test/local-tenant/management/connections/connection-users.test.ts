import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

const connection = async (name: string, strategy: string): Promise<string> =>
  `/connections/${(await tenant.call('POST', '/connections', { name, strategy })).body.id}`;

test('a user of a database is deleted by an address', async () => {
  const path = await connection('people', 'auth0');
  await connection('others', 'auth0');
  const user = { email: 'ada@example.com', password: 'Correct horse 1' };
  for (const name of ['people', 'others']) await tenant.call('POST', '/users', { ...user, connection: name });
  const remove = () => tenant.call('DELETE', `${path}/users?email=ADA%40example.com`);
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
  const left = (await tenant.call('GET', '/users')).body as { identities: { connection: string }[] }[];
  expect(left.map(({ identities }) => identities[0]?.connection)).toEqual(['others']);
});

test('nobody is deleted without an address, nor of anything but a database', async () => {
  const database = await connection('people', 'auth0');
  const path = await connection('idp', 'oidc');
  expect((await tenant.call('DELETE', `${database}/users`)).body.message).toBe(
    "Query validation error: 'Missing required property: email'.",
  );
  expect((await tenant.call('DELETE', `${path}/users?email=a%40b.example`)).body).toMatchObject({
    statusCode: 400,
    message: 'Connection must be a database connection',
  });
  expect((await tenant.call('DELETE', '/connections/con_1/users?email=a%40b.example')).body).toMatchObject({
    statusCode: 400,
    message: 'The connection does not exist',
  });
});
