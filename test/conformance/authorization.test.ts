import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testUser } from '../../src/local-tenant/oauth/users/users.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { freePort } from '../support/project/free-port.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import { deployStack, serveStack } from '../support/verify/verified-stack.ts';
import { faultsIn, runSuite } from './suite.ts';

test('the tenant, as the program deploys it, is an authorization server as MCP wants it', async () => {
  const deployed = await deployStack({ registration: 'native', clientIdMetadataDocuments: 'true' });
  const { fetch, ca, outputs } = await serveStack(deployed);
  const port = await freePort();
  const redirectUri = `http://127.0.0.1:${port}/callback`;
  const registered = await fetch(`${outputs.issuer}oidc/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'The conformance suite',
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
    }),
  });
  const { client_id: clientId } = (await registered.json()) as { readonly client_id: string };
  const caFile = join(await temporaryFolder(), 'ca.pem');
  await writeFile(caFile, ca);

  const user = createScriptedUser(fetch, testUser);
  /** A person opens the address that is printed. */
  const logIn = async (text: string) => {
    const [address] = /https:\S+\/authorize\?\S+/.exec(text) ?? [];
    if (address === undefined) return;
    const answer = await user.authorize(new URL(address), redirectUri);
    if (answer.kind === 'redirect') await globalThis.fetch(answer.url);
  };
  const failures: unknown[] = [];
  const results = await runSuite({
    words:
      `authorization --url ${outputs.issuer} --client-id ${clientId} --port ${port} --resource ${outputs.audience} --spec-version 2026-07-28`.split(
        ' ',
      ),
    environment: { NODE_EXTRA_CA_CERTS: caFile },
    onOutput: (text) => {
      logIn(text).catch((error: unknown) => failures.push(error));
    },
  });
  expect(failures).toEqual([]);
  expect(Object.keys(results).toSorted()).toEqual([
    'authorization-code-grant',
    'authorization-server-metadata-endpoint',
  ]);
  expect(faultsIn(results)).toEqual({});
});
