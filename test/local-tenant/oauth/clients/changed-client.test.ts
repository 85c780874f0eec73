import { expect, onTestFinished, test } from 'vitest';
import type { Client } from '../../../../src/local-tenant/state/entities/applications.ts';
import { token } from '../../../support/clients/oauth-flow.ts';
import { api, client, serveOAuth, type OAuthTenant } from '../../../support/tenants/oauth-tenant.ts';

const robot = client({ client_id: 'robot', client_secret: 'the first' });

async function serve(): Promise<OAuthTenant> {
  const tenant = await serveOAuth();
  onTestFinished(() => tenant.close());
  await tenant.store.write((transaction) => {
    transaction.clients.put(robot);
    transaction.resourceServers.put(api({ identifier: 'urn:files' }));
    transaction.clientGrants.put({
      id: 'cgr_1',
      client_id: 'robot',
      audience: 'urn:files',
      scope: [],
      subject_type: 'client',
    });
  });
  return tenant;
}

async function ask(tenant: OAuthTenant, client_secret = 'the first'): Promise<number> {
  const grant = { grant_type: 'client_credentials', audience: 'urn:files' };
  return (await token(tenant, { ...grant, client_id: 'robot', client_secret })).status;
}

const change = (tenant: OAuthTenant, changed: Partial<Client>) =>
  tenant.store.write(({ clients }) => {
    clients.put({ ...robot, ...changed });
  });

test('an application that has got a token is as it was changed to at the next request', async () => {
  const tenant = await serve();
  expect(await ask(tenant)).toBe(200);
  await change(tenant, { client_secret: 'the second' });
  expect(await ask(tenant)).toBe(401);
  expect(await ask(tenant, 'the second')).toBe(200);
  await change(tenant, { client_secret: 'the second', grant_types: ['authorization_code'] });
  expect(await ask(tenant, 'the second')).toBe(403);
  await tenant.store.write(({ clients }) => {
    clients.remove('robot');
  });
  expect(await ask(tenant, 'the second')).toBe(401);
});

test('a change that could not be saved is none', async () => {
  const tenant = await serve();
  expect(await ask(tenant)).toBe(200);
  await expect(
    tenant.store.write(({ clients }) => {
      clients.put({ ...robot, client_secret: 'the second' });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await ask(tenant)).toBe(200);
  expect(await ask(tenant, 'the second')).toBe(401);
});
