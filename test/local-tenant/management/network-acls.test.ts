import { expect, test } from 'vitest';
import { managementTenant } from '../../support/tenants/management-tenant.ts';

const rule = {
  scope: 'dynamic_client_registration',
  action: { block: true },
  not_match: { ipv4_cidrs: ['203.0.113.0/24'] },
};
const body = { description: 'Registration', active: true, priority: 1, rule };

test('a network ACL is made, listed, changed in part and as a whole, and deleted, as Auth0 was recorded to do it', async () => {
  const tenant = await managementTenant();
  const made = await tenant.call('POST', '/network-acls', body);
  expect(made).toMatchObject({ status: 201, body });
  expect(made.body.id).toMatch(/^acl_[A-Za-z0-9]{22}$/);
  const path = `/network-acls/${String(made.body.id)}`;

  const read = { ...body, tenant_id: expect.any(String) as string, deleted_at: null };
  expect((await tenant.call('GET', path)).body).toMatchObject(read);
  expect((await tenant.call('GET', '/network-acls?include_totals=true&per_page=100')).body).toMatchObject({
    total: 1,
    network_acls: [made.body],
  });
  expect((await tenant.call('PATCH', path, { active: false })).body).toMatchObject({
    ...body,
    active: false,
  });
  const log = { ...body, rule: { ...rule, action: { log: true } } };
  expect((await tenant.call('PUT', path, log)).body).toMatchObject(log);
  expect(await tenant.call('DELETE', path)).toMatchObject({ status: 200, body: { code: 204, object: '' } });
  const message = 'NetworkACL with this ID was not found';
  for (const method of ['GET', 'DELETE']) {
    expect((await tenant.call(method, path)).body).toEqual({ statusCode: 404, error: 'Not Found', message });
  }
});

test('a rule that is not stated an order comes in the middle', async () => {
  const tenant = await managementTenant();
  const { priority: _, ...unordered } = body;
  expect((await tenant.call('POST', '/network-acls', unordered)).body.priority).toBe(50);
});

test.each([
  [
    { ...rule, action: { redirect: true } },
    'Payload validation error: Action type of `redirect` requires a `redirect_uri`',
  ],
  [
    { ...rule, not_match: { ipv4_cidrs: ['192.0.2.1', '192.0.2.1'] } },
    "Payload validation error: 'Array items are not unique (indexes 0 and 1)' on property rule.not_match.ipv4_cidrs.",
  ],
  [
    { ...rule, match: { auth0_managed: ['auth0.made_up'] } },
    'Invalid curated list name(s): auth0.made_up. Allowed curated list names are: auth0.low_reputation, auth0.icloud_relay_proxy',
  ],
  [{ ...rule, scope: 'dcr' }, "Payload validation error: 'No enum match for: dcr' on property rule.scope."],
  [
    { ...rule, not_match: { ipv4_cidrs: [] } },
    "Payload validation error: 'Array is too short (0), minimum 1' on property rule.not_match.ipv4_cidrs.",
  ],
  [
    { ...rule, action: { block: false } },
    "Payload validation error: 'No enum match for: false' on property rule.action.block.",
  ],
])('refuses %j', async (refused, message) => {
  const tenant = await managementTenant();
  expect(await tenant.call('POST', '/network-acls', { ...body, rule: refused })).toMatchObject({
    status: 400,
    body: { message, errorCode: 'invalid_body' },
  });
  expect(tenant.store.read.networkAcls.size).toBe(0);
});

test('an id of another form is refused', async () => {
  const tenant = await managementTenant();
  expect((await tenant.call('GET', '/network-acls/acl_invalid_id')).body).toMatchObject({
    message: "Network ACL id is not a valid ACL ID in the form 'acl_XXXXXXXXXXXXXXXXXXXXXX'",
    errorCode: 'invalid_uri',
  });
});
