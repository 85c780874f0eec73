import { beforeAll, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeAll(async () => {
  tenant = await managementTenant();
});

test.each([
  ['/actions/modules?page=0&per_page=100', { modules: [], total: 0, page: 0, per_page: 100 }],
  ['/custom-domains', []],
  ['/custom-domains?take=50', { custom_domains: [] }],
  ['/hooks?include_totals=true', { total: 0, start: 0, limit: 50, hooks: [] }],
  ['/rules?include_totals=true&per_page=5', { total: 0, start: 0, limit: 5, rules: [] }],
  ['/rules-configs', []],
])('%s says that there are none', async (path, body) => {
  expect(await tenant.call('GET', path)).toMatchObject({ status: 200, body });
});

test('what would make one is not emulated', async () => {
  expect((await tenant.call('POST', '/rules', { name: 'r', script: '' })).status).toBe(501);
});
