import { afterAll, beforeAll, expect, test } from 'vitest';
import { nothingDeployed } from '../../src/drift/stack/applied.ts';
import { type MemoryTenant, serveInMemory } from '../../src/local-tenant/memory-tenant.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import { findingsOf, noFolders, subjectOf } from '../support/verify/examined.ts';

let tenant: MemoryTenant;
let management: ManagementClient;

beforeAll(async () => {
  tenant = await serveInMemory({});
  management = new ManagementClient({ ...tenant, credentials: tenant.deployer });
});

afterAll(async () => {
  await management.close();
  await tenant.close();
});

async function finding(
  settings: Readonly<Record<string, string>> = { 'omnichat:customDomain': 'login.localhost' },
) {
  const { domain, ca, deployer: credentials } = tenant;
  const localTenant = { address: { domain, ca }, credentials, applied: nothingDeployed, ...noFolders };
  const subject = await subjectOf({ localTenant }, { 'auth0:domain': domain, ...settings });
  return (await findingsOf(subject))['custom-domain'];
}

const cure = {
  commands: ['node bin/omnichat-auth0.js tenant domains add login.localhost -s dev'],
};

test('a stack that names no custom domain is not asked for one', async () => {
  expect(await finding({})).toMatchObject({ status: 'skipped' });
});

test('a custom domain is followed from the first day to its last', async () => {
  expect(await finding()).toMatchObject({
    status: 'problem',
    detail: 'The tenant has no custom domain login.localhost.',
    cure,
  });
  const body = { domain: 'login.localhost', type: 'auth0_managed_certs' };
  const { custom_domain_id: id } = (await management.post('/custom-domains', body)) as {
    custom_domain_id: string;
  };
  expect(await finding()).toMatchObject({
    status: 'problem',
    detail: 'Auth0 has not verified login.localhost: it is pending_verification.',
    cure,
  });
  await management.post(`/custom-domains/${id}/verify`, {});
  expect(await finding()).toMatchObject({
    status: 'ok',
    detail: `login.localhost has the keys of ${tenant.domain}, and Auth0 says that it is ready.`,
  });
});

test('is judged from outside by a deployer that may not look at custom domains', async () => {
  const [grant] = (await management.get('/client-grants', { client_id: tenant.deployer.clientId })) as [
    { id: string; scope: readonly string[] },
  ];
  const scope = grant.scope.filter((each) => each !== 'read:custom_domains');
  await management.patch(`/client-grants/${grant.id}`, { scope });
  expect(await finding()).toMatchObject({
    status: 'ok',
    detail: `login.localhost has the keys of ${tenant.domain}.`,
  });
});

test('whoever takes it for the domain of the Management API is told which is', async () => {
  const { deployer: credentials, ca, domain } = tenant;
  const custom = domain.replace('localhost', 'login.localhost');
  const astray = new ManagementClient({ domain: custom, ca, credentials });
  await expect(astray.get('/clients')).rejects.toThrow(
    `If ${custom} is a custom domain, name the tenant's own one instead`,
  );
  await astray.close();
});
