import { expect, test } from 'vitest';
import program from '../../../infra/index.ts';
import { embeddedTenant } from '../../support/tenants/embedded-tenant.ts';
import { vendorsDocument } from '../../support/stand-ins/metadata-documents.ts';
import { stackConfig } from '../../support/project/stack-config.ts';

const chatgpt = 'https://chatgpt.com/oauth/client.json';
const chatgptKeys = 'https://chatgpt.com/oauth/jwks.json';
const claude = 'https://claude.ai/oauth/mcp-oauth-client-metadata';

const withDocuments = {
  ...stackConfig('local'),
  'omnichat:registration': 'off',
  'omnichat:clients': '["chatgpt","claude","cursor"]',
  'omnichat:clientIdMetadataDocuments': 'true',
};

async function tenantThatReaches(...urls: readonly string[]) {
  const engine = await embeddedTenant();
  for (const url of urls) engine.documents.set(url, await vendorsDocument(url, 5120));
  const up = (config: Readonly<Record<string, string>>) =>
    engine.up(program, { ...config, 'auth0:domain': engine.tenant.domain });
  const imported = async () => {
    const clients = (await engine.client.get('/clients')) as { external_client_id?: string }[];
    return clients.flatMap(({ external_client_id: url }) => url ?? []).sort();
  };
  const takesDocuments = async () => {
    const settings = (await engine.client.get('/tenants/settings')) as Record<string, unknown>;
    return settings['client_id_metadata_document_supported'];
  };
  return { ...engine, up, imported, takesDocuments };
}

test('the documents of declared clients are imported once the tenant takes such, and go when it is turned off', async () => {
  const { up, steps, client, imported, takesDocuments } = await tenantThatReaches(
    chatgpt,
    chatgptKeys,
    claude,
  );

  await up(withDocuments);
  expect(steps.slice(steps.indexOf('create tenant')).sort()).toEqual([
    'create chatgpt-document',
    'create claude-document',
    'create tenant',
  ]);
  expect(await imported()).toEqual([chatgpt, claude]);
  expect(await takesDocuments()).toBe(true);

  client.takeWrites();
  await up(withDocuments);
  expect(steps).toEqual([]);
  expect(client.takeWrites()).toEqual([]);

  await up({ ...withDocuments, 'omnichat:clientIdMetadataDocuments': 'false' });
  const turnedOff = steps.indexOf('update tenant');
  expect(turnedOff).toBeGreaterThanOrEqual(0);
  for (const name of ['chatgpt', 'claude'])
    expect(steps.indexOf(`delete ${name}-document`)).toBeGreaterThan(turnedOff);
  expect(await imported()).toEqual([]);
  expect(await takesDocuments()).toBe(false);
});

test('a document that was imported by hand is the one that the stack has from then on', async () => {
  const { up, client, imported } = await tenantThatReaches(chatgpt, chatgptKeys, claude);
  await client.patch('/tenants/settings', { client_id_metadata_document_supported: true });
  await client.post('/clients/cimd/register', { external_client_id: claude });
  await up(withDocuments);
  expect(await imported()).toEqual([chatgpt, claude]);
});

test('a document that the tenant would not import stops the run before it writes anything, and all else deploys without', async () => {
  const { up, client, imported } = await tenantThatReaches(claude);
  await client.get('/clients');
  client.takeWrites();
  await expect(up(withDocuments)).rejects.toMatchObject({
    code: 'DOCUMENT_UNIMPORTABLE',
    message: expect.stringMatching(
      /^The tenant does not import a client ID metadata document that this stack declares\. Nothing was changed:\n {2}https:\/\/chatgpt\.com\/oauth\/client\.json: .+\nWith omnichat:clientIdMetadataDocuments: false in Pulumi\.test\.yaml all else deploys/,
    ) as string,
  });
  expect(client.takeWrites().filter((write) => !write.endsWith('/clients/cimd/preview'))).toEqual([]);

  await up({ ...withDocuments, 'omnichat:clientIdMetadataDocuments': 'false' });
  expect(await imported()).toEqual([]);
});
