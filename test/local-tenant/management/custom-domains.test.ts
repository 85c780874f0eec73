import { beforeEach, expect, test } from 'vitest';
import {
  managementTenant,
  tenantDomain,
  type ManagementTenant,
} from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

const made = async (domain: string) =>
  (await tenant.call('POST', '/custom-domains', { domain, type: 'auth0_managed_certs' })).body;

const chosen = (domain: string) => tenant.call('PATCH', '/custom-domains/default', { domain });

const current = async () => (await tenant.call('GET', '/custom-domains/default')).body;

test('the default one is the own domain, until a verified one is chosen, and when that is gone', async () => {
  expect(await current()).toEqual({ domain: tenantDomain });
  const { custom_domain_id: id } = await made('login.localhost');
  expect((await chosen('login.localhost')).body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: 'The domain must be verified before it can be set as default.',
    errorCode: 'invalid_body',
  });
  await tenant.call('POST', `/custom-domains/${id}/verify`);
  const custom = { custom_domain_id: id, domain: 'login.localhost', is_default: true, status: 'ready' };
  expect(await chosen('login.localhost')).toMatchObject({ status: 200, body: custom });
  expect(await current()).toMatchObject(custom);
  expect((await tenant.call('GET', `/custom-domains/${id}`)).body).toMatchObject(custom);

  expect((await chosen(tenantDomain)).body).toEqual({ domain: tenantDomain });
  expect((await tenant.call('GET', `/custom-domains/${id}`)).body.is_default).toBe(false);
  await chosen('login.localhost');
  await tenant.call('DELETE', `/custom-domains/${id}`);
  expect(await current()).toEqual({ domain: tenantDomain });
  expect((await chosen('login.localhost')).status).toBe(400);
});

test.each([
  ['domain:b.example.com', ['b.example.com']],
  ['domain:B*', ['b.example.com', 'b.other.example']],
  ['domain:"a.example.com"', ['a.example.com']],
  ['domain:c*', []],
])('are found by %s, in the order of their names', async (query, found) => {
  for (const domain of ['b.other.example', 'b.example.com', 'a.example.com']) await made(domain);
  const path = `/custom-domains?take=10&sort=domain%3A1&q=${encodeURIComponent(query)}`;
  const { body } = await tenant.call('GET', path);
  expect(body.custom_domains.map(({ domain }: { domain: string }) => domain)).toEqual(found);
});

test('are searched by nothing else here, and sorted by nothing else at Auth0', async () => {
  expect((await tenant.call('GET', '/custom-domains?q=status%3Aready')).status).toBe(501);
  expect((await tenant.call('GET', '/custom-domains?sort=domain%3A-1')).status).toBe(400);
});
