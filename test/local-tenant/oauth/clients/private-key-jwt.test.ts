import { generateKeyPairSync } from 'node:crypto';
import { importPKCS8 } from 'jose';
import * as oauth4webapi from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientCredential } from '../../../../src/local-tenant/state/entities/applications.ts';
import { token } from '../../../support/clients/oauth-flow.ts';
import { api, client, serveOAuth, type OAuthTenant } from '../../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
const registered = keyPair();
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    const { token_endpoint_auth_method: _, ...robot } = client({ client_id: 'robot' });
    transaction.clients.put({
      ...robot,
      client_authentication_methods: { private_key_jwt: { credentials: [{ id: 'cred_1' }] } },
    });
    transaction.clientCredentials.put(credential({}));
    transaction.resourceServers.put(api({ identifier: files }));
    transaction.clientGrants.put({
      id: 'cgr_1',
      client_id: 'robot',
      audience: files,
      scope: ['files:read'],
      subject_type: 'client',
    });
  });
});

afterAll(async () => {
  await tenant.close();
});

function keyPair(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function credential(given: Partial<ClientCredential & { credential_type: 'public_key' }>): ClientCredential {
  return {
    id: 'cred_1',
    client_id: 'robot',
    credential_type: 'public_key',
    kid: 'key-1',
    alg: 'RS256',
    pem: registered.publicKey,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    ...given,
  };
}

async function askWith(privateKey: string): Promise<Response> {
  const key = await importPKCS8(privateKey, 'RS256');
  const server = { issuer: tenant.issuer, token_endpoint: `${tenant.issuer}oauth/token` };
  return oauth4webapi.clientCredentialsGrantRequest(
    server,
    { client_id: 'robot' },
    oauth4webapi.PrivateKeyJwt({ key, kid: 'key-1' }),
    new URLSearchParams({ audience: files }),
    { [oauth4webapi.customFetch]: tenant.fetch },
  );
}

test('an application authenticates with the key that it has registered', async () => {
  const response = await askWith(registered.privateKey);
  const server = { issuer: tenant.issuer };
  const answer = await oauth4webapi.processClientCredentialsResponse(
    server,
    { client_id: 'robot' },
    response,
  );
  expect(answer.scope).toBe('files:read');
});

test.each([
  ['another key', () => askWith(keyPair().privateKey)],
  [
    'a key that has expired',
    async () => {
      await tenant.store.write(({ clientCredentials }) => {
        clientCredentials.put(credential({ expires_at: '2026-01-02T00:00:00.000Z' }));
      });
      return askWith(registered.privateKey);
    },
  ],
])('%s is refused as a wrong secret is', async (_what, ask) => {
  const response = await ask();
  expect(response.status).toBe(401);
  expect(await response.json()).toStrictEqual({ error: 'access_denied', error_description: 'Unauthorized' });
});

test('the secret of an application with a key is refused', async () => {
  const secret = { grant_type: 'client_credentials', client_id: 'robot', client_secret: 'secret of robot' };
  expect(await token(tenant, { ...secret, audience: files })).toStrictEqual({
    status: 401,
    body: { error: 'access_denied', error_description: 'Unauthorized' },
  });
});
