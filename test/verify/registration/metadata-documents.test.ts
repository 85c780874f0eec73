import { beforeAll, describe, expect, test } from 'vitest';
import { clientGroups, partGroups } from '../../../src/verify/check-group.ts';
import { resultOf, unpassed } from '../../support/verify/check-results.ts';
import {
  type DeployedStack,
  deployStack,
  serveStack,
  type VerifiedStack,
} from '../../support/verify/verified-stack.ts';

const clients = '["chatgpt","claude","vscode"]';
const claude = 'https://claude.ai/oauth/mcp-oauth-client-metadata';
const flag = 'client_id_metadata_document_supported';

let withDocuments: DeployedStack;
let without: DeployedStack;

beforeAll(async () => {
  withDocuments = await deployStack({ clients, clientIdMetadataDocuments: 'true', registration: 'off' });
  without = await deployStack({ clients });
});

async function served(deployed: DeployedStack): Promise<VerifiedStack> {
  const stack = await serveStack(deployed);
  await stack.serveConnector();
  return stack;
}

const as = (name: string) => clientGroups.filter(({ client }) => client?.name === name);

async function importedIds({ management }: VerifiedStack, url: string): Promise<readonly string[]> {
  const found = (await management.get('/clients', { external_client_id: url })) as { client_id: string }[];
  return found.map(({ client_id: id }) => id);
}

describe('a stack with client ID metadata documents', () => {
  test('passes every check of its parts', async () => {
    const report = await (await served(withDocuments)).verify({ groups: partGroups });
    expect(unpassed(report)).toEqual({});
    expect(resultOf(report, 'registration-documents')?.evidence).toBe('all are known');
  });

  test.each([
    ['claude', claude],
    ['vscode', 'https://vscode.dev/oauth/client-metadata.json'],
  ])('links %s by its document, to a token and a call', async (name, url) => {
    const { conclusion, ...report } = await (await served(withDocuments)).verify({ groups: as(name) });
    expect(resultOf(report, `${name}-registration`)?.evidence).toBe(`client ID metadata document: ${url}`);
    expect(resultOf(report, `${name}-call`)?.status).toBe('pass');
    expect(conclusion?.outcome).toBe('links');
  });

  test('takes ChatGPT to the login page; further only ChatGPT itself comes, which has the key', async () => {
    const { conclusion, ...report } = await (await served(withDocuments)).verify({ groups: as('chatgpt') });
    expect(resultOf(report, 'chatgpt-callback')?.status).toBe('pass');
    expect(conclusion?.sentence).toContain('only ChatGPT has the key that this client signs in with');
  });

  test('tells that one is no longer imported, and up imports it', async () => {
    const stack = await served(withDocuments);
    for (const id of await importedIds(stack, claude)) await stack.management.delete(`/clients/${id}`);
    const report = await stack.verify({ groups: partGroups });
    expect(unpassed(report)).toEqual({ 'registration-documents': 'fail' });
    expect(resultOf(report, 'registration-documents')).toMatchObject({
      evidence: expect.stringContaining(`Claude: invalid_request: Unknown client: ${claude}`) as string,
      remedy: {
        setting: "the import of the client's metadata document",
        command: 'node bin/omnichat-auth0.js up -s local',
      },
    });
    const mended = await stack.up();
    await mended.serveConnector();
    expect(unpassed(await mended.verify({ groups: partGroups }))).toEqual({});
  });

  test('tells that the tenant no longer says that it takes them, and up mends that', async () => {
    const stack = await served(withDocuments);
    await stack.management.patch('/tenants/settings', { [flag]: false });
    const report = await stack.verify({ groups: partGroups });
    expect(resultOf(report, 'registration-documents')).toMatchObject({
      status: 'fail',
      remedy: { setting: `${flag} of the tenant` },
    });
    const mended = await stack.up();
    await mended.serveConnector();
    expect(resultOf(await mended.verify({ groups: partGroups }), 'registration-documents')?.status).toBe(
      'pass',
    );
  });
});

test('a stack without them is told that a tenant advertises what was never imported', async () => {
  const stack = await served(without);
  await stack.management.patch('/tenants/settings', { [flag]: true });
  const found = resultOf(await stack.verify({ groups: partGroups }), 'registration-documents');
  expect(found).toMatchObject({ status: 'fail', remedy: { setting: `${flag} of the tenant` } });
  expect(found?.evidence).toContain(
    'ChatGPT: invalid_request: Unknown client: https://chatgpt.com/oauth/client.json',
  );
  const mended = await stack.up();
  await mended.serveConnector();
  expect(resultOf(await mended.verify({ groups: partGroups }), 'registration-documents')?.evidence).toBe(
    'the issuer takes no client ID metadata documents',
  );
});
