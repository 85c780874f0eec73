import { afterAll, beforeAll, expect, test } from 'vitest';
import { newClient } from '../../../../src/local-tenant/rules/client-defaults.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import {
  accessTokenClaims,
  authorizationUrl,
  logIn,
  redeem,
  token,
} from '../../../support/clients/oauth-flow.ts';
import {
  api,
  database,
  serveOAuth,
  userGrant,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
const url = 'https://app.example/client.json';
const request = { client_id: url, resource: files, scope: 'files:read offline_access' };
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.configure({ resource_parameter_profile: 'compatibility' });
  await tenant.store.write((transaction) => {
    transaction.clients.put({
      ...newClient({
        name: 'Imported',
        is_first_party: false,
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
        callbacks: ['https://app.example/callback'],
        external_client_id: url,
        external_metadata_type: 'cimd',
        external_metadata_created_by: 'admin',
      }),
      client_id: 'tpc_imported',
    });
    transaction.connections.put(database({ name: 'users', is_domain_connection: true }));
    transaction.resourceServers.put({
      ...api({ identifier: files }),
      token_dialect: 'rfc9068_profile',
      allow_offline_access: true,
    });
    transaction.clientGrants.put(
      userGrant({ client_id: 'tpc_imported', audience: files, scope: ['files:read'] }),
    );
  });
});

afterAll(async () => {
  await tenant.close();
});

test('an application that was imported goes by the URL of its document, in its tokens too', async () => {
  const visit = await logIn(tenant, request);
  const answer = await redeem(tenant, visit, { client_id: url });
  expect(answer).toMatchObject({
    status: 200,
    body: { scope: expect.stringContaining('files:read') as string },
  });
  expect(accessTokenClaims(answer)).toMatchObject({ aud: files, client_id: url });

  const refreshed = await token(tenant, {
    grant_type: 'refresh_token',
    refresh_token: String(answer.body['refresh_token']),
    client_id: url,
  });
  expect(refreshed.status, JSON.stringify(refreshed.body)).toBe(200);
  expect(accessTokenClaims(refreshed)).toMatchObject({ aud: files, client_id: url });
});

test('a document that was not imported is an unknown client', async () => {
  const visit = await new FormBrowser(tenant).open(
    authorizationUrl(tenant, { ...request, client_id: 'https://app.example/other.json' }),
  );
  expect(visit.redirectedTo).toBeUndefined();
  expect(visit.html).toContain('Unknown client: https://app.example/other.json');
});
