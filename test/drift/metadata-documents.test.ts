import { expect, test } from 'vitest';
import { driftTenant } from '../support/tenants/drift-tenant.ts';
import { stackConfig } from '../support/project/stack-config.ts';

const withDocuments = {
  ...stackConfig('local'),
  'omnichat:clients': '["chatgpt","claude"]',
  'omnichat:clientIdMetadataDocuments': 'true',
};

test('imported applications are declared ones; one that is gone, unsafe or beside them is found', async () => {
  const { client, drift, idOf } = await driftTenant(withDocuments);
  expect((await drift()).findings).toEqual([]);

  await client.patch(`/clients/${idOf('claude-document')}`, {
    skip_non_verifiable_callback_uri_confirmation_prompt: true,
  });
  await client.delete(`/clients/${idOf('chatgpt-document')}`);
  await client.post('/clients/cimd/register', {
    external_client_id: 'https://vscode.dev/oauth/client-metadata.json',
  });
  const { findings } = await drift();
  expect(findings.map(({ kind, name, path }) => [kind, name, path])).toEqual([
    ['deleted', 'chatgpt-document', undefined],
    ['undeclared', 'claude-document', 'skipNonVerifiableCallbackUriConfirmationPrompt'],
    ['unmanaged', 'VS Code', undefined],
  ]);
});
