import * as auth0 from '@pulumi/auth0';
import { describe, expect, test } from 'vitest';
import { declare, embeddedTenant } from '../../support/tenants/embedded-tenant.ts';

const program = async () => {
  declare(
    new auth0.Client('connector', { name: 'OmniChat OAuth 2.1', appType: 'regular_web' }),
    new auth0.ResourceServer('api', { name: 'OmniChat API', identifier: 'https://omnichat.com/api' }),
    new auth0.Connection('users', { name: 'people', strategy: 'auth0' }),
    new auth0.Role('reader', { name: 'Reader', description: 'Reads' }),
  );
};

const madeByHand = [
  ['/clients', { name: 'OmniChat OAuth 2.1' }, 'application "OmniChat OAuth 2.1"', 'connector'],
  [
    '/resource-servers',
    { name: 'Mine', identifier: 'https://omnichat.com/api' },
    'API "https://omnichat.com/api"',
    'api',
  ],
  ['/connections', { name: 'people', strategy: 'auth0' }, 'connection "people"', 'users'],
  ['/roles', { name: 'Reader' }, 'role "Reader"', 'reader'],
] as const;

describe.each(madeByHand)('something in %s that was made by hand', (path, body, called, logicalName) => {
  test.each(['preview', 'up'] as const)('stops %s before anything is written', async (operation) => {
    const { client, run } = await embeddedTenant();
    const made = (await client.post(path, body)) as Record<string, string>;
    client.takeWrites();

    await expect(run(operation, program)).rejects.toMatchObject({
      code: 'ALREADY_THERE',
      message: expect.stringContaining(`${called} (${made['client_id'] ?? made['id']}), as ${logicalName}`),
    });
    expect(client.takeWrites()).toEqual([]);
  });
});

test('everything that is there already is named at once', async () => {
  const { client, preview } = await embeddedTenant();
  for (const [path, body] of madeByHand) await client.post(path, body);
  const refusal = await preview(program).then(
    () => '',
    (error: Error) => error.message,
  );
  for (const [, , called] of madeByHand) expect(refusal).toContain(called);
});

test('an application is made beside another one where that is wanted, and is told apart from then on', async () => {
  const { client, up, upBesideOthers } = await embeddedTenant();
  const made = (await client.post('/clients', { name: 'OmniChat OAuth 2.1' })) as { client_id: string };
  expect((await upBesideOthers(program)).plan.summary).toMatchObject({ create: 4 });
  expect((await up(program)).plan.summary).toMatchObject({ create: 0, same: 4 });
  await expect(client.get(`/clients/${made.client_id}`)).resolves.toMatchObject({
    name: 'OmniChat OAuth 2.1',
  });
});

test('no flag makes a second API of one identifier', async () => {
  const { client, upBesideOthers } = await embeddedTenant();
  await client.post('/resource-servers', { name: 'Mine', identifier: 'https://omnichat.com/api' });
  await expect(upBesideOthers(program)).rejects.toMatchObject({ code: 'ALREADY_THERE' });
});

test('a third-party application cannot stop a deploy by its name', async () => {
  const { client, up } = await embeddedTenant();
  await client.post('/clients', {
    name: 'OmniChat OAuth 2.1',
    is_first_party: false,
    oidc_conformant: true,
  });
  expect((await up(program)).plan.summary).toMatchObject({ create: 4 });
});
