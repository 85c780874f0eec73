import { expect, onTestFinished, test } from 'vitest';
import { logIn, redeem, token } from '../../support/clients/oauth-flow.ts';
import { client, database, serveOAuth } from '../../support/tenants/oauth-tenant.ts';

test('a refresh that cannot be saved is answered 500, and the token still works afterwards', async () => {
  let full = false;
  const tenant = await serveOAuth(undefined, async () => {
    if (full) throw new Error('no space left on device');
  });
  onTestFinished(() => tenant.close());
  await tenant.store.write((transaction) => {
    const grant_types = ['authorization_code', 'refresh_token'];
    const callbacks = ['https://app.example/callback'];
    transaction.clients.put(client({ client_id: 'web', grant_types, callbacks }));
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
  });
  const credentials = { client_id: 'web', client_secret: 'secret of web' };
  const visit = await logIn(tenant, { client_id: 'web', scope: 'openid offline_access' });
  const { body } = await redeem(tenant, visit, credentials);
  const refresh = {
    grant_type: 'refresh_token',
    refresh_token: String(body['refresh_token']),
    ...credentials,
  };
  full = true;
  const failed = await token(tenant, refresh);
  expect(failed.status).toBe(500);
  expect(failed.body['error']).toBe('server_error');
  expect(failed.body).not.toHaveProperty('access_token');
  full = false;
  expect((await token(tenant, refresh)).status).toBe(200);
});
