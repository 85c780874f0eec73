import { copyFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as auth0 from '@pulumi/auth0';
import { describe, expect, test } from 'vitest';
import { declare, embeddedTenant, type SentRequest } from '../../support/tenants/embedded-tenant.ts';

const program = async () => {
  const api = new auth0.ResourceServer('api', { name: 'Shop API', identifier: 'https://api.example' });
  const scopes = new auth0.ResourceServerScopes('scopes', {
    resourceServerIdentifier: api.identifier,
    scopes: [{ name: 'cart:read', description: 'Read' }],
  });
  const application = new auth0.Client('application', { name: 'Shop', appType: 'non_interactive' });
  const connection = new auth0.Connection('users', { name: 'people', strategy: 'auth0' });
  const role = new auth0.Role('buyer', { name: 'Buyer', description: 'Buys' });
  declare(
    new auth0.RolePermissions(
      'permissions',
      { roleId: role.id, permissions: [{ name: 'cart:read', resourceServerIdentifier: api.identifier }] },
      { dependsOn: scopes },
    ),
  );
  declare(
    new auth0.ConnectionClients('users-clients', {
      connectionId: connection.id,
      enabledClients: [application.clientId],
    }),
  );
  declare(
    new auth0.ClientGrant(
      'grant',
      {
        clientId: application.clientId,
        audience: api.identifier,
        scopes: ['cart:read'],
        subjectType: 'client',
      },
      { dependsOn: scopes },
    ),
  );
  declare(
    new auth0.LogStream('stream', {
      name: 'audit',
      type: 'http',
      sink: {
        httpEndpoint: 'https://logs.example/in',
        httpContentType: 'application/json',
        httpContentFormat: 'JSONLINES',
      },
    }),
  );
  return { applicationId: application.clientId };
};

const collections = [
  '/clients',
  '/resource-servers',
  '/connections',
  '/roles',
  '/client-grants',
  '/log-streams',
];

class Killed extends Error {}

/** The run dies: from now on, nothing it does reaches the tenant or counts as recorded. */
async function killedAt(when: 'before' | 'after', collection: string) {
  const run = await embeddedTenant();
  const { client, recordFile } = run;
  const snapshot = `${recordFile}.at-death`;
  const die = async ({ method, path }: SentRequest) => {
    if (method !== 'POST' || path !== collection) return;
    // In one turn, as a death is: what is sent later than this was never sent.
    client.before = () => Promise.reject(new Killed());
    copyFileSync(recordFile, snapshot);
    throw new Killed();
  };
  client[when] = die;
  await expect(run.up(program)).rejects.toBeInstanceOf(Killed);
  await mkdir(dirname(recordFile), { recursive: true });
  await copyFile(snapshot, recordFile);
  client.before = () => undefined;
  client.after = () => undefined;
  client.takeWrites();
  return run;
}

const namesake = async (client: Awaited<ReturnType<typeof embeddedTenant>>['client'], collection: string) => {
  const answer = await client.get(collection);
  const list = (Array.isArray(answer) ? answer : Object.values(answer as object).find(Array.isArray)) as {
    name?: string;
    audience?: string;
  }[];
  return list.filter(
    ({ name, audience }) =>
      ['Shop', 'Shop API', 'people', 'Buyer', 'audit'].includes(name ?? '') ||
      audience === 'https://api.example',
  ).length;
};

describe.each(collections)('a run that dies around POST %s', (collection) => {
  test.each(['before', 'after'] as const)(
    '%s it is completed by the next, with nothing twice',
    async (when) => {
      const { up, client } = await killedAt(when, collection);
      const { plan, outputs } = await up(program);
      expect(plan.summary).toMatchObject({ delete: 0, replace: 0 });
      expect(await namesake(client, collection)).toBe(1);
      expect(outputs['applicationId']).toMatch(/^\w{32}$/);
      client.takeWrites();
      expect((await up(program)).plan.summary).toEqual({
        create: 0,
        update: 0,
        replace: 0,
        delete: 0,
        same: 9,
      });
      expect(client.takeWrites()).toEqual([]);
    },
  );

  test('after it is cleared away by destroy', async () => {
    const { destroy, client } = await killedAt('after', collection);
    await destroy();
    expect(await namesake(client, collection)).toBe(0);
  });
});

test('an application of the same name that was there before is not taken for the created one', async () => {
  const run = await embeddedTenant();
  const { client, upBesideOthers: up } = run;
  const byHand = (await client.post('/clients', { name: 'Shop' })) as { client_id: string };
  client.before = ({ method, path }) =>
    method === 'POST' && path === '/clients' ? Promise.reject(new Killed()) : undefined;
  await expect(up(program)).rejects.toBeInstanceOf(Killed);
  client.before = () => undefined;
  const { outputs } = await up(program);
  expect(outputs['applicationId']).not.toBe(byHand.client_id);
  expect(await namesake(client, '/clients')).toBe(2);
});

test('refuses to guess when two applications could be the created one', async () => {
  const { client, up } = await embeddedTenant();
  client.after = ({ method, path }) =>
    method === 'POST' && path === '/clients' ? Promise.reject(new Killed()) : undefined;
  await expect(up(program)).rejects.toBeInstanceOf(Killed);
  client.after = () => undefined;
  await client.post('/clients', { name: 'Shop' });
  await expect(up(program)).rejects.toMatchObject({ code: 'RECOVERY_AMBIGUOUS' });
});

test("a protected resource that was deleted by hand, and whose creation was interrupted, stands in nobody's way", async () => {
  const { client, up, steps } = await embeddedTenant();
  const guarded = async () => {
    declare(new auth0.Role('buyer', { name: 'Buyer', description: 'Buys' }, { protect: true }));
  };
  await up(guarded);
  const [role] = (await client.get('/roles')) as { id: string }[];
  await client.delete(`/roles/${role?.id}`);
  client.after = ({ method }) => (method === 'POST' ? Promise.reject(new Killed()) : undefined);
  await expect(up(guarded)).rejects.toBeInstanceOf(Killed);
  client.after = () => undefined;
  await expect(up(guarded)).resolves.toMatchObject({ plan: { summary: { same: 1, delete: 1 } } });
  expect(steps).toEqual(['delete buyer']);
  expect((await up(guarded)).plan.summary).toMatchObject({ same: 1, delete: 0 });
});

test('a refusal by the tenant leaves what was done recorded, and the next run goes on from there', async () => {
  const { client, up } = await embeddedTenant();
  let raced = false;
  client.before = async ({ method, path }) => {
    if (raced || method !== 'POST' || path !== '/connections') return;
    raced = true;
    await client.post('/connections', { name: 'people', strategy: 'auth0' });
  };
  await expect(up(program)).rejects.toMatchObject({ status: 409, path: '/api/v2/connections' });
  const connections = (await client.get('/connections', { name: 'people' })) as { id: string }[];
  await client.delete(`/connections/${connections[0]?.id}`);
  const { plan } = await up(program);
  expect(plan.summary.create).toBeLessThan(9);
  expect((await up(program)).plan.summary.same).toBe(9);
});

test('runs in one process wait for each other, whatever became of them', async () => {
  const [one, two] = await Promise.all([embeddedTenant(), embeddedTenant()]);
  const failing = () => Promise.reject(new Error('no'));
  const results = await Promise.allSettled([
    one.up(program),
    two.up(failing),
    two.up(program),
    one.up(failing),
    one.preview(program),
    two.destroy(),
  ]);
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});
