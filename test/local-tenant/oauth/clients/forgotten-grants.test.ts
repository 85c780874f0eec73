import { afterEach, beforeEach, expect, test } from 'vitest';
import { deleteClient } from '../../../../src/local-tenant/management/clients/client-changes.ts';
import { removeUser } from '../../../../src/local-tenant/management/users/user-roles.ts';
import { addUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { newClient } from '../../../../src/local-tenant/rules/client-defaults.ts';
import type { User } from '../../../../src/local-tenant/state/entities/users.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import { authorizationUrl, redeem, token } from '../../../support/clients/oauth-flow.ts';
import {
  api,
  database,
  serveOAuth,
  userGrant,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
const document = 'https://app.example/client.json';
const ada = { email: 'ada@example.com', password: 'Correct-horse-7' };
let tenant: OAuthTenant;
let user: User;
let browser: FormBrowser;
let refreshToken: string;

/** The application of a metadata document, and its grant, as an import makes them. */
const imported = () =>
  tenant.store.write((transaction) => {
    transaction.clients.put({
      ...newClient({
        name: 'Imported',
        is_first_party: false,
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
        callbacks: ['https://app.example/callback'],
        external_client_id: document,
      }),
      client_id: 'tpc_imported',
    });
    transaction.clientGrants.put(
      userGrant({ client_id: 'tpc_imported', audience: files, scope: ['files:read'] }),
    );
  });

const url = () =>
  authorizationUrl(tenant, { client_id: document, audience: files, scope: 'files:read offline_access' });

const refreshed = async () =>
  (await token(tenant, { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: document }))
    .status;

/** Where the browser that logged in gets by itself. */
const reached = async () => {
  const { redirectedTo, url: page } = await browser.open(url());
  return redirectedTo === undefined ? new URL(page).pathname : 'the application';
};

beforeEach(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'users', is_domain_connection: true }));
    transaction.resourceServers.put(api({ identifier: files }));
  });
  await imported();
  user = await addUser(tenant.store, { connection: 'users', ...ada }, Date.now);
  browser = new FormBrowser(tenant);
  const { body } = await redeem(tenant, await browser.logIn(url(), ada), { client_id: document });
  refreshToken = String(body['refresh_token']);
  expect(await reached()).toBe('the application');
});

afterEach(() => tenant.close());

test('a metadata document that is imported anew has none of what was granted to the one before', async () => {
  await tenant.store.write((transaction) => deleteClient(transaction, 'tpc_imported'));
  await imported();
  expect(await refreshed()).toBe(403);
  expect(await reached()).toBe('/u/consent');
});

test('a user with the id of one who was deleted has neither tokens nor session of that one', async () => {
  await tenant.store.write((transaction) => removeUser(transaction, user.user_id));
  await tenant.store.write(({ users }) => {
    users.put({ ...user, created_at: new Date(Date.now() + 1).toISOString() });
  });
  expect(await refreshed()).toBe(403);
  expect(await reached()).toBe('/u/login');
});

test('what nobody deleted stays', async () => {
  const other = { email: 'grace@example.com', password: 'Correct-horse-7' };
  const { user_id } = await addUser(tenant.store, { connection: 'users', ...other }, Date.now);
  await tenant.store.write((transaction) => removeUser(transaction, user_id));
  expect(await reached()).toBe('the application');
  expect(await refreshed()).toBe(200);
});
