import { expect, test } from 'vitest';
import program from '../../../infra/index.ts';
import { deployerScopes } from '../../../src/management/resources/deployer-scopes.ts';
import { managementAudience } from '../../../infra/tenant.ts';
import type { WireObject } from '../../../src/management/paging.ts';
import { resourceTypes } from '../../../src/management/resources/resource-types.ts';
import { managementScopes } from '../../../src/local-tenant/rules/management-scopes.ts';
import { declaredTypes } from '../../support/pulumi/declared-types.ts';
import { hardened } from '../../support/project/stack-config.ts';
import { embeddedTenant } from '../../support/tenants/embedded-tenant.ts';

test('an application that holds the scopes, and no other, deploys, changes and takes away all that is declared', async () => {
  const { tenant, client, connect, up, destroy, steps } = await embeddedTenant();
  const { client_id: clientId, client_secret: clientSecret } = (await client.post('/clients', {
    name: 'Deployer',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
  })) as WireObject;
  await client.post('/client-grants', {
    client_id: clientId,
    audience: managementAudience(tenant.domain),
    scope: deployerScopes(declaredTypes(hardened)).map(({ scope }) => scope),
  });
  await connect({ clientId: String(clientId), clientSecret: String(clientSecret) });

  await up(program);
  await up(program, { 'omnichat:registration': 'registry', 'omnichat:chatgptConnectorIds': '["abc"]' });
  expect(steps).toContain('update connector');
  await up(program, hardened);
  expect(steps).toContain('create attack-protection');
  await up(program, { ...hardened, 'omnichat:registrationNetworks': '["192.0.2.0/24"]' });
  expect(steps).toContain('update registration-acl');
  await destroy();
  expect(steps).toContain('delete connector');
});

test('each scope exists, and is there once with all that it is needed for', () => {
  const all = deployerScopes(resourceTypes.map(({ token }) => token));
  const names = all.map(({ scope }) => scope);
  expect(names).toEqual([...new Set(names)]);
  expect(managementScopes.map(({ value }) => value)).toEqual(expect.arrayContaining(names));
  expect(all).toContainEqual({
    scope: 'update:clients',
    neededFor: ['application', 'imported application', 'credentials'],
  });
});
