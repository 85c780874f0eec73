import { expect, onTestFinished, test } from 'vitest';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { resourceType } from '../../../src/management/resources/resource-types.ts';
import { serveStub } from '../../support/stand-ins/tenant-stub.ts';

/** A tenant that gives every request this answer. */
async function answering(body: object) {
  const stub = await serveStub(({ path }) => (path.startsWith('/api/v2/') ? { body } : undefined));
  const client = new ManagementClient({ ...stub, credentials: { clientId: 'a', clientSecret: 'b' } });
  onTestFinished(() => client.close());
  return client;
}

test.each([
  ['client:Client', 'POST', '/clients'],
  ['role:Role', 'POST', '/roles'],
])('no %s is made under an id that the answer does not hold', async (type, method, path) => {
  const client = await answering({ name: 'x' });
  await expect(resourceType(`auth0:index/${type}`).create(client, { name: 'x' })).rejects.toMatchObject({
    name: 'ManagementError',
    errorCode: 'invalid_answer',
    method,
    path: `/api/v2${path}`,
  });
});

const found = { name: 'x', is_first_party: true, audience: 'y' };

test.each([
  ['client:Client', '/clients', { clients: [found] }],
  ['clientGrant:ClientGrant', '/client-grants', { client_grants: [found] }],
  ['connection:Connection', '/connections', { connections: [found] }],
  ['logStream:LogStream', '/log-streams', [found]],
  ['resourceServer:ResourceServer', '/resource-servers/y', found],
  ['role:Role', '/roles', { roles: [found], total: 1 }],
])('no %s is found under an id that the answer does not hold', async (type, path, body) => {
  const client = await answering(body);
  const desired = { name: 'x', audience: 'y', identifier: 'y' };
  await expect(resourceType(`auth0:index/${type}`).find?.(client, desired)).rejects.toMatchObject({
    errorCode: 'invalid_answer',
    method: 'GET',
    path: `/api/v2${path}`,
  });
});

test.each([
  ['connectionClients:ConnectionClients', '/connections/con_1/clients', { clients: [{}] }],
  ['rolePermissions:RolePermissions', '/roles/con_1/permissions', { permissions: [{}], total: 1 }],
])('%s are not read from items without a name of their own', async (type, path, body) => {
  const client = await answering(body);
  await expect(resourceType(`auth0:index/${type}`).read(client, 'con_1')).rejects.toMatchObject({
    errorCode: 'invalid_answer',
    path: `/api/v2${path}`,
  });
});
