import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { testUser } from '../../src/local-tenant/oauth/users/users.ts';
import { findChromium, openTab, publicKeyOf, type Tab } from '../support/clients/headless-browser.ts';
import { authorizationUrl } from '../support/clients/oauth-flow.ts';
import { api, client, database, serveOAuth } from '../support/tenants/oauth-tenant.ts';

const chromium = findChromium();
const audience = 'https://files.example/api';

if (chromium === undefined) {
  process.stderr.write(
    'Silent authentication by auth0-spa-js is skipped: there is no chromium on the PATH.\n',
  );
}

/** The origin of a page that has Auth0's SDK, below `.localhost`, where a callback needs no confirmation. */
async function servePage(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve('@auth0/auth0-spa-js'));
  const sdk = await readFile(entry.replace('lib/auth0-spa-js.cjs.js', 'auth0-spa-js.production.js'));
  const server = createServer(({ url }, response) => {
    if (url === '/sdk.js') response.setHeader('content-type', 'text/javascript').end(sdk);
    else
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><title>Single page</title><script src="/sdk.js"></script><body></body>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://app.localhost:${(server.address() as AddressInfo).port}`;
}

/** What the SDK comes to in the page that is open: a token, or an error. */
async function silently(tab: Tab, domain: string, origin: string): Promise<string> {
  const options = {
    domain,
    clientId: 'spa',
    authorizeTimeoutInSeconds: 10,
    authorizationParams: { redirect_uri: origin, audience, scope: 'openid profile' },
  };
  return String(
    await tab.evaluate(
      `new auth0.Auth0Client(${JSON.stringify(options)}).getTokenSilently().catch((error) => error.error + ': ' + error.message)`,
    ),
  );
}

test.skipIf(chromium === undefined)('auth0-spa-js gets a token without a person from a frame', async () => {
  const origin = await servePage();
  const tenant = await serveOAuth();
  onTestFinished(() => tenant.close());
  await tenant.store.write((transaction) => {
    transaction.resourceServers.put(api({ identifier: audience }));
    transaction.clients.put(
      client({
        client_id: 'spa',
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'none',
        callbacks: [origin],
        web_origins: [origin],
      }),
    );
    transaction.connections.put(database({ name: 'users', enabled_clients: ['spa'] }));
  });
  const tab = await openTab(chromium!, await publicKeyOf(tenant.issuer));
  onTestFinished(() => tab.close());
  const { host: domain } = new URL(tenant.issuer);

  await tab.open(origin);
  expect(await silently(tab, domain, origin)).toBe('login_required: Login required');

  const request = { client_id: 'spa', redirect_uri: origin, audience, scope: 'openid profile' };
  await tab.open(authorizationUrl(tenant, request));
  await tab.type('Email address', testUser.email);
  await tab.type('Password', testUser.password);
  await tab.click('Continue');
  await tab.click('Accept');
  expect(await tab.evaluate('document.title')).toBe('Single page');

  expect(decodeJwt(await silently(tab, domain, origin))).toMatchObject({
    azp: 'spa',
    scope: 'openid profile',
  });
});
