import { describe, expect, test } from 'vitest';
import program from '../../../infra/index.ts';
import { embeddedTenant } from '../../support/tenants/embedded-tenant.ts';
import { joining, stackConfig } from '../../support/project/stack-config.ts';

async function joinedTenant() {
  const engine = await embeddedTenant();
  const { client } = engine;
  const idOf = async (name: string) => {
    const [found] = (await client.get('/connections', { name })) as { id: string }[];
    return found?.id ?? '';
  };
  const google = `/connections/${await idOf('google-oauth2')}`;
  const database = `/connections/${await idOf('Username-Password-Authentication')}`;
  const clientsOf = async (path: string) => {
    const { clients } = (await client.get(`${path}/clients`, { take: 50 })) as {
      clients: { client_id: string }[];
    };
    return clients.map(({ client_id: id }) => id);
  };
  const isOnDomainLevel = async (path: string) =>
    ((await client.get(path)) as { is_domain_connection: boolean }).is_domain_connection;
  return {
    ...engine,
    google,
    database,
    clientsOf,
    isOnDomainLevel,
    join: (further = {}) =>
      engine.up(program, {
        ...stackConfig('local'),
        ...joining,
        ...further,
        'auth0:domain': engine.tenant.domain,
      }),
  };
}

describe('connections of others', () => {
  test('get the application beside what their owner enabled them for, and no database is made', async () => {
    const { client, google, database, clientsOf, isOnDomainLevel, join, destroy } = await joinedTenant();
    const { client_id: other } = (await client.post('/clients', { name: 'Theirs' })) as { client_id: string };
    await client.patch(`${google}/clients`, [{ client_id: other, status: true }]);
    const before = await client.get(google);

    const { outputs } = await join();
    const connector = String(outputs['clientId']);
    expect((await clientsOf(google)).toSorted()).toEqual([connector, other].toSorted());
    expect(await clientsOf(database)).toEqual([connector]);
    expect(await isOnDomainLevel(google)).toBe(false);
    expect(await isOnDomainLevel(database)).toBe(true);
    expect(await client.get('/connections', { name: 'omnichat-users' })).toEqual([]);

    client.takeWrites();
    const { plan } = await join();
    expect(plan.steps.filter(({ op }) => op !== 'same')).toEqual([]);
    expect(client.takeWrites()).toEqual([]);

    await destroy();
    expect(await client.get(google)).toEqual(before);
    expect(await clientsOf(google)).toEqual([other]);
    expect(await clientsOf(database)).toEqual([]);
    expect(await isOnDomainLevel(database)).toBe(false);
  });

  test('are put right by up, and put back by destroy', async () => {
    const { client, database, clientsOf, isOnDomainLevel, join, steps, destroy } = await joinedTenant();
    const { outputs } = await join();
    const connector = String(outputs['clientId']);
    await client.patch(database, { is_domain_connection: false });
    await client.patch(`${database}/clients`, [{ client_id: connector, status: false }]);
    await join();
    expect(steps).toEqual([
      'update Username-Password-Authentication-connection',
      'create Username-Password-Authentication-connection-connector',
    ]);
    expect(await clientsOf(database)).toEqual([connector]);
    expect(await isOnDomainLevel(database)).toBe(true);
    await destroy();
    expect(await isOnDomainLevel(database)).toBe(false);
  });

  test('stay on domain level where their owner put them', async () => {
    const { client, database, isOnDomainLevel, join, destroy } = await joinedTenant();
    await client.patch(database, { is_domain_connection: true });
    await join();
    await join({ 'omnichat:connections': '["Username-Password-Authentication"]' });
    expect(await isOnDomainLevel(database)).toBe(true);
    await destroy();
    expect(await isOnDomainLevel(database)).toBe(true);
  });

  test('that are no longer promoted, or no longer named, are as they were', async () => {
    const { google, database, clientsOf, isOnDomainLevel, join, steps } = await joinedTenant();
    await join();
    await join({ 'omnichat:connections': '["Username-Password-Authentication"]' });
    expect(steps).toEqual([
      'update Username-Password-Authentication-connection',
      'delete google-oauth2-connection-connector',
      'delete google-oauth2-connection',
    ]);
    expect(await isOnDomainLevel(database)).toBe(false);
    expect(await clientsOf(google)).toEqual([]);
  });

  test('that nobody made stop the run before anything is sent', async () => {
    const { client, join } = await joinedTenant();
    client.takeWrites();
    await expect(
      join({ 'omnichat:connections': '["staff","google-oauth2","partners"]' }),
    ).rejects.toMatchObject({
      code: 'CONNECTION_MISSING',
      message: expect.stringMatching(
        /^There is no connection staff, and none partners in localhost:\d+\./,
      ) as string,
    });
    expect(client.takeWrites()).toEqual([]);
  });
});
