import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { findChromium, openTab, publicKeyOf } from '../../../support/clients/headless-browser.ts';
import { authorizationUrl, token, verifier } from '../../../support/clients/oauth-flow.ts';
import { api, client, database, serveOAuth } from '../../../support/tenants/oauth-tenant.ts';
import { bindBodies } from '../../../support/tenants/post-login.ts';

const chromium = findChromium();
const credentials = { client_id: 'web', client_secret: 'secret of web' };

if (chromium === undefined) {
  process.stderr.write('The login in a real browser is skipped: there is no chromium on the PATH.\n');
}

test.skipIf(chromium === undefined)('a person logs in and consents in a real browser', async () => {
  const application = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<title>The application</title>');
  });
  await new Promise<void>((resolve) => {
    application.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    application.closeAllConnections();
    application.close();
  });
  const callback = `http://localhost:${(application.address() as AddressInfo).port}/callback`;
  const tenant = await serveOAuth();
  onTestFinished(() => tenant.close());
  await tenant.store.write((transaction) => {
    transaction.resourceServers.put(api({ identifier: 'https://files.example/api' }));
    transaction.clients.put(
      client({ client_id: 'web', name: 'Web', grant_types: ['authorization_code'], callbacks: [callback] }),
    );
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
  });
  const tab = await openTab(chromium!, await publicKeyOf(tenant.issuer));
  onTestFinished(() => tab.close());
  await tab.open(
    authorizationUrl(tenant, {
      client_id: 'web',
      redirect_uri: callback,
      audience: 'https://files.example/api',
      scope: 'openid files:read',
    }),
  );
  expect(await tab.evaluate('document.title')).toBe('Log in to Web');
  expect(await tab.controls()).toStrictEqual([
    'heading Welcome',
    'textbox Email address',
    'textbox Password',
    'button Continue',
    'button Sign up',
  ]);
  expect(await tab.evaluate('document.activeElement.id')).toBe('username');
  await tab.type('Email address', testUser.email);
  await tab.type('Password', 'not the password');
  await tab.click('Continue');
  expect(await tab.evaluate('document.activeElement.id')).toBe('password');
  expect(await tab.evaluate('document.activeElement.ariaDescribedByElements[0].textContent')).toBe(
    'Wrong email or password.',
  );
  await tab.type('Password', testUser.password);
  await tab.click('Continue');
  expect(await tab.controls()).toStrictEqual(['heading Authorize App', 'button Accept', 'button Decline']);
  await tab.click('Accept');

  expect(await tab.evaluate('document.title')).toBe('The application');
  const { searchParams, origin } = new URL(String(await tab.evaluate('location.href')));
  expect(origin).toBe(new URL(callback).origin);
  const { status } = await token(tenant, {
    grant_type: 'authorization_code',
    code: searchParams.get('code') ?? '',
    redirect_uri: callback,
    code_verifier: verifier,
    ...credentials,
  });
  expect(status).toBe(200);
  // That of the wrong password.
  expect(tab.complaints).toStrictEqual([expect.stringContaining('status of 400')]);
});

test.skipIf(chromium === undefined)('a person enrols in one-time passwords in a real browser', async () => {
  const tenant = await serveOAuth();
  onTestFinished(() => tenant.close());
  await tenant.store.write((transaction) => {
    transaction.clients.put(
      client({
        client_id: 'web',
        name: 'Web',
        grant_types: ['authorization_code'],
        callbacks: ['https://app.example/callback'],
      }),
    );
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
    transaction.guardianFactors.put({ name: 'otp', enabled: true });
  });
  await bindBodies(tenant, `api.multifactor.enable('any');`);
  const tab = await openTab(chromium!, await publicKeyOf(tenant.issuer));
  onTestFinished(() => tab.close());
  await tab.open(authorizationUrl(tenant, { client_id: 'web', scope: 'openid' }));
  await tab.type('Email address', testUser.email);
  await tab.type('Password', testUser.password);
  await tab.click('Continue');
  expect(await tab.evaluate('document.title')).toBe('Secure Your Account');
  expect(await tab.controls()).toStrictEqual([
    'heading Secure Your Account',
    'textbox One-time code',
    'button Continue',
  ]);
  expect(await tab.evaluate('document.activeElement.id')).toBe('code');
  await tab.type('One-time code', '1');
  await tab.click('Continue');
  expect(await tab.evaluate('document.activeElement.id')).toBe('code');
  expect(await tab.evaluate('document.activeElement.ariaDescribedByElements[0].textContent')).toBe(
    'The code you entered is invalid.',
  );
  const code = String(await tab.evaluate('document.querySelector("main > p:last-child code").textContent'));
  expect(code).toMatch(/^\d{6}$/);
  await tab.type('One-time code', code);
  await tab.click('Continue');
  expect(tenant.events.map(({ type }) => type)).toContain('gd_enrollment_complete');
});
