import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagementClient } from 'auth0';
import * as openid from 'openid-client';
import { Agent, fetch as undiciFetch } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { serveTenant, type DirectoryTenant } from '../../../src/local-tenant/index.ts';
import { FormBrowser } from '../../support/clients/form-browser.ts';
import type { Fetch } from '../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
const alice = { email: 'alice@example.com', password: 'Correct horse 1' };

/** `fetch` that trusts the tenant. */
async function trusting(tenant: DirectoryTenant): Promise<Fetch> {
  const dispatcher = new Agent({ connect: { ca: await readFile(tenant.caFile, 'utf8') } });
  onTestFinished(() => dispatcher.close());
  return (url, init = {}) => undiciFetch(url, { redirect: 'manual', ...init, dispatcher });
}

function discover(
  tenant: DirectoryTenant,
  client: { client_id?: string | undefined; client_secret?: string | undefined },
  fetch: Fetch,
): Promise<openid.Configuration> {
  return openid.discovery(
    new URL(tenant.issuer),
    client.client_id ?? '',
    undefined,
    openid.ClientSecretPost(client.client_secret),
    { [openid.customFetch]: fetch },
  );
}

test("what Auth0's SDK provisions decides who gets which token, also after a restart", async () => {
  const directory = await mkdtemp(join(tmpdir(), 'served-tenant-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const tenant = await serveTenant({ directory, domain: 'localhost:0' });
  const fetch = await trusting(tenant);
  const management = new ManagementClient({
    domain: tenant.domain,
    ...tenant.deployer,
    fetch: fetch as typeof globalThis.fetch,
  });
  const client = await management.clients.create({
    name: 'Web',
    app_type: 'regular_web',
    callbacks: ['https://app.example/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_post',
    jwt_configuration: { alg: 'RS256' },
  });
  await management.resourceServers.create({
    name: 'Files',
    identifier: files,
    allow_offline_access: true,
    enforce_policies: true,
    token_dialect: 'access_token_authz',
    scopes: [{ value: 'files:read' }, { value: 'files:write' }],
    subject_type_authorization: { user: { policy: 'require_client_grant' } },
  });
  await management.clientGrants.create({
    client_id: client.client_id!,
    audience: files,
    scope: ['files:read', 'files:write'],
    subject_type: 'user',
  });
  const connection = await management.connections.create({ name: 'people', strategy: 'auth0' });
  await management.connections.clients.update(connection.id!, [
    { client_id: client.client_id!, status: true },
  ]);
  const role = await management.roles.create({ name: 'reader' });
  await management.roles.permissions.add(role.id!, {
    permissions: [{ resource_server_identifier: files, permission_name: 'files:read' }],
  });
  const user = await management.users.create({ connection: 'people', ...alice });
  await management.users.roles.assign(user.user_id!, { roles: [role.id!] });

  const configuration = await discover(tenant, client, fetch);
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: 'https://app.example/callback',
    scope: 'openid offline_access files:read files:write',
    audience: files,
  });
  const { redirectedTo } = await new FormBrowser({ fetch, issuer: tenant.issuer }).logIn(url, alice);
  const tokens = await openid.authorizationCodeGrant(configuration, redirectedTo!);
  expect(tokens.claims()?.sub).toBe(user.user_id);
  expect(tokens.scope).toBe('openid files:read offline_access');
  await tenant.close();

  const restarted = await serveTenant({ directory, domain: tenant.domain });
  onTestFinished(() => restarted.close());
  const again = await discover(restarted, client, await trusting(restarted));
  const refreshed = await openid.refreshTokenGrant(again, tokens.refresh_token!);
  expect(refreshed.scope).toBe('openid files:read offline_access');
});
