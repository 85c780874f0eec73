import { ManagementClient } from 'auth0';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalTenant, type LocalTenant } from '../../src/testing/index.ts';

let tenant: LocalTenant;
let management: ManagementClient;

beforeAll(async () => {
  tenant = await startLocalTenant();
  management = new ManagementClient({ domain: tenant.domain, ...tenant.deployer, fetch: tenant.fetch });
});
afterAll(() => tenant.close());

test("Auth0's SDK rotates the keys of a connection", async () => {
  const { id = '' } = await management.connections.create({
    name: 'idp',
    strategy: 'oidc',
    options: { token_endpoint_auth_method: 'private_key_jwt' },
  });
  const before = await management.connections.keys.get(id);
  const rotated = await management.connections.keys.rotate(id);
  const after = await management.connections.keys.get(id);
  expect(after.map(({ kid }) => kid)).toEqual([before[1]?.kid, before[0]?.kid, rotated.kid]);
});

test("Auth0's SDK says how the users of a connection are provisioned", async () => {
  const { connections } = management;
  const workspace = await connections.create({
    name: 'workspace',
    strategy: 'google-apps',
    options: { api_enable_users: true, ext_groups: true, api_enable_groups: true },
  });
  const { directoryProvisioning: directory } = connections;
  const id = workspace.id ?? '';
  await directory.create(id, { synchronize_groups: 'selected' });
  await directory.set(id, { groups: [{ id: 'a1', name: 'Engineering' }] });
  expect((await directory.listSynchronizedGroups(id, { q: 'name:eng*' })).data).toEqual([
    { id: 'a1', name: 'Engineering' },
  ]);
  const okta = await connections.create({ name: 'okta', strategy: 'okta' });
  const { scimConfiguration: scim } = connections;
  await scim.create(okta.id ?? '');
  const { token = '', token_id = '' } = await scim.tokens.create(okta.id ?? '', {});
  expect(token).toContain(token_id);
  expect(await scim.tokens.get(okta.id ?? '')).toMatchObject([{ token_id }]);
});
