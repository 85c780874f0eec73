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

test("Auth0's SDK says which applications, domains and invitations an organization has", async () => {
  const { clients, organizations, roles } = management;
  const { client_id = '' } = await clients.create({
    name: 'Web',
    organization_usage: 'allow',
    initiate_login_uri: 'https://web.example/login',
  });
  const { id = '' } = await organizations.create({ name: 'acme' });
  await organizations.clients.create(id, { clients: [{ client_id, use_for_member_access: true }] });
  expect((await organizations.clients.list(id)).data).toMatchObject([
    { client_id, use_for_member_access: true, client: { name: 'Web' } },
  ]);
  const domain = await organizations.discoveryDomains.create(id, { domain: 'acme.example' });
  expect(await organizations.discoveryDomains.getByName(id, 'acme.example')).toEqual(domain);
  const { id: role = '' } = await roles.create({ name: 'Reader' });
  const invitation = await organizations.invitations.create(id, {
    client_id,
    inviter: { name: 'Ada' },
    invitee: { email: 'bob@acme.example' },
    roles: [role],
  });
  expect((await organizations.invitations.list(id)).data).toEqual([invitation]);
  expect(await organizations.invitations.get(id, invitation.id ?? '')).toEqual(invitation);
});

test("Auth0's SDK shares modules among Actions, and goes back to versions of both", async () => {
  const { actions } = management;
  const module = await actions.modules.create({ name: 'shared', code: '// 1', publish: true });
  const { id = '', latest_version: version } = module;
  const action = await actions.create({
    name: 'Greet',
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
    modules: [{ module_id: id, module_version_id: version?.id ?? '' }],
    deploy: true,
  });
  expect((await actions.modules.listActions(id)).data).toMatchObject([{ action_id: action.id }]);
  await actions.modules.update(id, { code: '// 2' });
  await actions.modules.versions.create(id);
  expect(await actions.modules.rollback(id, { module_version_id: version?.id ?? '' })).toMatchObject({
    code: '// 1',
  });
  const [first] = (await actions.versions.list(action.id ?? '')).data;
  expect(await actions.versions.deploy(action.id ?? '', first?.id ?? '', {})).toMatchObject({ number: 2 });
});

const wrong = { email: 'user@example.com', password: 'wrong' };

async function withApplication(): Promise<string> {
  const { client_id = '' } = await management.clients.create({
    name: 'Files',
    app_type: 'regular_web',
    oidc_conformant: true,
    callbacks: ['https://app.example/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    jwt_configuration: { alg: 'RS256' },
  });
  const { data: databases } = await management.connections.list({ strategy: ['auth0'] });
  await management.connections.clients.update(databases[0]?.id ?? '', [{ client_id, status: true }]);
  return client_id;
}

test("Auth0's SDK lets a user in again who guessed too often", async () => {
  const clientId = await withApplication();
  const login = (user?: typeof wrong) => tenant.login(user, { clientId });
  for (let count = 0; count < 10; count += 1) await expect(login(wrong)).rejects.toThrow();
  await expect(login()).rejects.toThrow('blocked');
  const { userBlocks } = management;
  const asked = { identifier: wrong.email };
  const { blocked_for: blocks } = await userBlocks.listByIdentifier(asked);
  expect(blocks).toMatchObject([asked]);
  await userBlocks.deleteByIdentifier(asked);
  expect(await login()).toHaveProperty('accessToken');
});

test("Auth0's SDK takes back what a login was given", async () => {
  const { users } = management;
  const [{ user_id: id = '' } = {}] = await users.listUsersByEmail({ email: wrong.email });
  const clientId = await withApplication();
  const login = await tenant.login(undefined, { clientId, scope: 'openid offline_access' });
  expect(login).toHaveProperty('refreshToken');
  expect((await users.refreshToken.list(id)).data).toMatchObject([{ user_id: id }]);
  const [token] = (await users.refreshToken.list(id)).data;
  const session = (await users.sessions.list(id)).data.find(({ id: one }) => one === token?.session_id);
  expect(session).toMatchObject({ user_id: id, clients: [{ client_id: clientId }] });
  await management.sessions.delete(session?.id ?? '');
  const left = (await users.sessions.list(id)).data.map(({ id: one }) => one);
  expect(left).not.toContain(session?.id);
  await users.refreshToken.delete(id);
  expect((await users.refreshToken.list(id)).data).toEqual([]);
  await users.revokeAccess(id);
  expect((await users.logs.list(id)).data.map(({ type }) => type)).toContain('s');
});
