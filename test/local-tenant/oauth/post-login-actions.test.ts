import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { authorizationUrl, logIn, redeem, token } from '../../support/oauth-flow.ts';
import { api, client, database, serveOAuth, type OAuthTenant } from '../../support/oauth-tenant.ts';

const files = 'https://files.example/api';
const credentials = { client_id: 'web', client_secret: 'secret of web' };
const request = { client_id: 'web', audience: files, scope: 'files:read offline_access' };
const refused = {
  error: 'server_error',
  error_description:
    'The local tenant runs no Actions, and bound to post-login are: Greet. Unbind them, or use a tenant at Auth0.',
};
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
    transaction.resourceServers.put(api({ identifier: files }));
    transaction.clients.put(
      client({
        client_id: 'web',
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        callbacks: ['https://app.example/callback'],
      }),
    );
    transaction.clientGrants.put({
      id: 'cgr_1',
      client_id: 'web',
      audience: files,
      scope: ['files:read'],
      subject_type: 'client',
    });
  });
});

afterAll(() => tenant.close());

const bind = (...names: readonly string[]) =>
  tenant.store.write(({ triggerBindings }) => {
    const bindings = names.map((name) => ({
      id: name,
      action_id: name,
      display_name: name,
      created_at: '2026-01-01T00:00:00.000Z',
    }));
    triggerBindings.put({ id: 'post-login', bindings });
  });

afterEach(() => bind());

test('a login that would run an Action is refused, instead of going on as if it had run', async () => {
  await bind('Greet');
  const { headers } = await tenant.fetch(authorizationUrl(tenant, request));
  const told = new URL(headers.get('location') ?? '').searchParams;
  expect(Object.fromEntries(told)).toMatchObject(refused);

  await bind();
  expect((await redeem(tenant, await logIn(tenant, request), credentials)).status).toBe(200);
});

test('so is the exchange of a refresh token, which is still good when nothing is bound any more', async () => {
  const { body } = await redeem(tenant, await logIn(tenant, request), credentials);
  const refresh = () =>
    token(tenant, {
      grant_type: 'refresh_token',
      refresh_token: String(body['refresh_token']),
      ...credentials,
    });
  await bind('Greet');
  expect(await refresh()).toMatchObject({ status: 501, body: refused });
  await bind();
  expect((await refresh()).status).toBe(200);
});

test('an application on its own behalf logs nobody in, and gets its token', async () => {
  await bind('Greet');
  const answer = await token(tenant, {
    grant_type: 'client_credentials',
    audience: files,
    ...credentials,
  });
  expect(answer.status).toBe(200);
});
