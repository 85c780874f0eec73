import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;
let connection: string;
let path: string;

const at = '2026-05-01T00:00:00.000Z';

const made = async (strategy: string, options: object = {}): Promise<string> =>
  (await tenant.call('POST', '/connections', { name: `a-${strategy}`, strategy, options })).body.id;

beforeEach(async () => {
  tenant = await managementTenant({ now: () => Date.parse(at) });
  connection = await made('okta');
  path = `/connections/${connection}/scim-configuration`;
});

test('begins with the mapping of Auth0', async () => {
  expect((await tenant.call('GET', path)).body).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'Not Found',
  });
  const { status, body } = await tenant.call('POST', path);
  expect(status).toBe(201);
  expect(body).toEqual({
    tenant_name: 'localhost:4443',
    connection_id: connection,
    connection_name: 'a-okta',
    strategy: 'okta',
    user_id_attribute: 'externalId',
    mapping: body.mapping,
    created_at: at,
    updated_on: at,
  });
  expect(body.mapping).toContainEqual({ scim: 'userName', auth0: 'preferred_username' });
  expect((await tenant.call('GET', path)).body).toEqual(body);
  expect((await tenant.call('GET', '/connections-scim-configurations?take=5')).body).toEqual({
    scim_configurations: [body],
  });
  const { mapping } = body;
  expect((await tenant.call('GET', `${path}/default-mapping`)).body).toEqual({ mapping });
  expect((await tenant.call('POST', path, {})).body).toMatchObject({
    statusCode: 400,
    message: 'SCIM configuration alreay exists for connection',
  });
});

test('is changed as a whole, and deleted', async () => {
  const chosen = { user_id_attribute: 'id', mapping: [{ scim: 'a', auth0: 'b' }] };
  expect((await tenant.call('POST', path, chosen)).body).toMatchObject(chosen);
  expect((await tenant.call('PATCH', path, { user_id_attribute: 'other' })).body.message).toBe(
    "Payload validation error: 'Missing required property: mapping'.",
  );
  const changed = { user_id_attribute: 'other', mapping: [] };
  expect((await tenant.call('PATCH', path, changed)).body).toMatchObject(changed);
  expect((await tenant.call('DELETE', path)).status).toBe(204);
  expect((await tenant.call('GET', path)).status).toBe(404);
  await tenant.call('POST', path, chosen);
  await tenant.call('DELETE', `/connections/${connection}`);
  expect(tenant.store.read.scimConfigurations.size).toBe(0);
});

test('is for some enterprise connections, and for one directory', async () => {
  const database = await made('auth0');
  expect((await tenant.call('POST', `/connections/${database}/scim-configuration`)).body).toMatchObject({
    statusCode: 404,
    message: expect.stringMatching(/^This connection type does not support SCIM\./) as string,
  });
  const entra = await made('waad', { useCommonEndpoint: true });
  const configuration = `/connections/${entra}/scim-configuration`;
  expect((await tenant.call('POST', configuration)).body.message).toBe(
    'SCIM cannot be enabled for this connection when the Azure AD common endpoint is used.',
  );
  await tenant.call('PATCH', `/connections/${entra}`, { options: { useCommonEndpoint: false } });
  expect((await tenant.call('POST', configuration)).status).toBe(201);
  const back = await tenant.call('PATCH', `/connections/${entra}`, { options: { useCommonEndpoint: true } });
  expect(back.body.message).toBe(
    'The Azure AD common endpoint cannot be enabled for this connection when SCIM is enabled.',
  );
});

test('takes a mapping where nobody knows the one that Auth0 begins with', async () => {
  const saml = `/connections/${await made('samlp')}/scim-configuration`;
  expect((await tenant.call('GET', `${saml}/default-mapping`)).status).toBe(501);
  expect((await tenant.call('POST', saml)).status).toBe(501);
  expect((await tenant.call('POST', saml, { mapping: [{ scim: 'a', auth0: 'b' }] })).status).toBe(201);
});

test('has two tokens at most, each shown once', async () => {
  const tokens = `${path}/tokens`;
  expect((await tenant.call('POST', tokens, {})).status).toBe(404);
  await tenant.call('POST', path);
  const first = await tenant.call('POST', tokens, { scopes: ['get:users'], token_lifetime: 3600 });
  const { token, ...shown } = first.body;
  expect(first.status).toBe(201);
  expect(shown).toEqual({
    token_id: expect.stringMatching(/^tok_\w{16}$/) as string,
    scopes: ['get:users'],
    created_at: at,
    valid_until: '2026-05-01T01:00:00.000Z',
  });
  expect(token).toMatch(new RegExp(`^${shown.token_id}\\.[0-9a-f]{64}$`));
  expect(JSON.stringify(tenant.store.state())).not.toContain(token);
  const second = await tenant.call('POST', tokens, {});
  expect(second.body.scopes).toContain('delete:groups');
  expect((await tenant.call('GET', tokens)).body).toMatchObject([shown, { token_id: second.body.token_id }]);
  expect((await tenant.call('POST', tokens, {})).body).toMatchObject({
    statusCode: 409,
    message: 'Maximum of 2 tokens already issued for this connection',
  });
  expect((await tenant.call('DELETE', `${tokens}/${shown.token_id}`)).status).toBe(204);
  expect((await tenant.call('GET', tokens)).body).toHaveLength(1);
  expect((await tenant.call('POST', tokens, { token_lifetime: 60 })).status).toBe(400);
  expect((await tenant.call('POST', tokens, { token_lifetime: Number.MAX_SAFE_INTEGER })).status).toBe(400);
});
