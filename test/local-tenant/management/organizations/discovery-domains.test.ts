import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;
let id: string;
let path: string;

beforeEach(async () => {
  tenant = await managementTenant();
  id = (await tenant.call('POST', '/organizations', { name: 'acme' })).body.id;
  path = `/organizations/${id}/discovery-domains`;
});

test('are added, found, changed and deleted', async () => {
  const made = await tenant.call('POST', path, { domain: 'acme.example' });
  expect(made).toMatchObject({
    status: 201,
    body: {
      id: expect.stringMatching(/^ord_\w{22}$/) as string,
      domain: 'acme.example',
      status: 'pending',
      verification_host: `_ss-verification.${id}.acme.example`,
      verification_txt: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      use_for_organization_discovery: true,
    },
  });
  const one = `${path}/${made.body.id}`;
  expect((await tenant.call('GET', `${path}?take=10`)).body).toEqual({ domains: [made.body] });
  expect((await tenant.call('GET', one)).body).toEqual(made.body);
  expect((await tenant.call('GET', `${path}/name/acme.example`)).body).toEqual(made.body);
  const change = { status: 'verified', use_for_organization_discovery: false };
  expect((await tenant.call('PATCH', one, change)).body).toEqual({ ...made.body, ...change });
  const remove = () => tenant.call('DELETE', one);
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
  expect((await tenant.call('GET', one)).body).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'No organization domain found by that id',
  });
});

test("are an organization's once, and no names but of hosts", async () => {
  await tenant.call('POST', path, { domain: 'acme.example' });
  expect((await tenant.call('POST', path, { domain: 'acme.example' })).body).toMatchObject({
    statusCode: 409,
    message: 'An organization discovery domain with this domain is already registered to this organization.',
  });
  expect((await tenant.call('POST', path, { domain: 'not a host' })).status).toBe(400);
  expect((await tenant.call('POST', path, { domain: 'a.example', status: 'done' })).status).toBe(400);
});
