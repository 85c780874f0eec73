import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newClient } from '../../../src/local-tenant/client-defaults.ts';
import { testUser } from '../../../src/local-tenant/oauth/users.ts';
import { FormBrowser, type Visit } from '../../support/form-browser.ts';
import { authorizationUrl, redeem } from '../../support/oauth-flow.ts';
import { client, database, serveOAuth, type OAuthTenant } from '../../support/oauth-tenant.ts';

const credentials = { client_id: 'web', client_secret: 'secret of web' };
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.configure({ allowed_logout_urls: ['https://tenant.example/bye'] });
  await tenant.store.write((transaction) => {
    transaction.clients.put(
      client({
        client_id: 'web',
        grant_types: ['authorization_code'],
        callbacks: ['https://app.example/callback'],
        allowed_logout_urls: ['https://app.example/bye'],
      }),
    );
    transaction.clients.put({
      ...newClient({ name: 'Connector', is_first_party: false }),
      client_id: 'tpc_connector',
    });
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
  });
});

afterAll(async () => {
  await tenant.close();
});

const loginUrl = () => authorizationUrl(tenant, { client_id: 'web', scope: 'openid' });

async function loggedIn(): Promise<{ browser: FormBrowser; visit: Visit }> {
  const browser = new FormBrowser(tenant);
  return { browser, visit: await browser.logIn(loginUrl(), testUser) };
}

async function hasSession(browser: FormBrowser): Promise<boolean> {
  return (await browser.open(loginUrl())).redirectedTo !== undefined;
}

describe('/v2/logout', () => {
  test.each([
    [
      "goes to one of the application's logout URLs",
      '?client_id=web&returnTo=https%3A%2F%2Fapp.example%2Fbye%3Fa%3Db',
      'https://app.example/bye?a=b',
    ],
    [
      'takes scheme and host in any case',
      '?client_id=web&returnTo=HTTPS%3A%2F%2FApp.Example%2Fbye',
      'https://app.example/bye',
    ],
    ['goes to the first of them by default', '?client_id=web', 'https://app.example/bye'],
    [
      "goes to one of the tenant's without client_id",
      '?returnTo=https%3A%2F%2Ftenant.example%2Fbye',
      'https://tenant.example/bye',
    ],
  ])('%s', async (_rule, query, target) => {
    const { browser } = await loggedIn();
    expect(await hasSession(browser)).toBe(true);
    const { redirectedTo } = await browser.open(`${tenant.issuer}v2/logout${query}`);
    expect(redirectedTo?.href).toBe(target);
    expect(await hasSession(browser)).toBe(false);
  });

  test('says OK where there is nowhere to go', async () => {
    const { browser } = await loggedIn();
    expect((await browser.open(`${tenant.issuer}v2/logout`)).html).toBe('OK');
    expect(await hasSession(browser)).toBe(false);
  });

  test.each([
    [
      "another application's URL",
      '?client_id=web&returnTo=https://evil.example/',
      '&quot;https://evil.example/&quot; is not defined as a valid URL in &quot;Allowed Logout URLs&quot;',
    ],
    [
      "a tenant's URL for an application",
      '?client_id=web&returnTo=https://tenant.example/bye',
      'is not defined as a valid URL',
    ],
    [
      'an unknown application, although the URL is one of the tenant',
      '?client_id=nobody&returnTo=https://tenant.example/bye',
      'Unknown client: nobody',
    ],
    ['an empty client_id', '?client_id=&returnTo=https://tenant.example/bye', 'Unknown client: '],
    [
      'a path in another case',
      '?client_id=web&returnTo=https://app.example/BYE',
      'is not defined as a valid URL',
    ],
    [
      'a third-party application',
      '?client_id=tpc_connector',
      'Third-party applications cannot use this endpoint.',
    ],
  ])('refuses %s and keeps the session', async (_what, query, text) => {
    const { browser } = await loggedIn();
    const visit = await browser.open(`${tenant.issuer}v2/logout${query}`);
    expect(visit.status).toBe(400);
    expect(visit.redirectedTo).toBeUndefined();
    expect(visit.html).toContain(text);
    expect(await hasSession(browser)).toBe(true);
  });
});

describe('/oidc/logout', () => {
  test('asks, ends the session and goes to the application with its state', async () => {
    const { browser, visit } = await loggedIn();
    const { body } = await redeem(tenant, visit, credentials);
    const url = new URL(`${tenant.issuer}oidc/logout`);
    url.search = new URLSearchParams({
      id_token_hint: String(body['id_token']),
      post_logout_redirect_uri: 'https://app.example/bye',
      state: 's',
    }).toString();
    const question = await browser.open(url);
    expect(question.html).toContain('Are you sure you want to log out?');
    const [, action, xsrf] = /action="(.*?)".*name="xsrf" value="(.*?)"/u.exec(question.html) ?? [];
    const { redirectedTo } = await browser.submit(
      { ...question, url: action! },
      { xsrf: xsrf!, logout: 'yes' },
    );
    expect(redirectedTo?.href).toBe('https://app.example/bye?state=s');
    expect(await hasSession(browser)).toBe(false);
  });

  test('runs no script but the one that ends a session which nobody is logged in to', async () => {
    const response = await tenant.fetch(`${tenant.issuer}oidc/logout`);
    const script = /<script>(.*?)<\/script>/su.exec(await response.text())?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none';script-src 'sha256-${hash}';frame-ancestors 'none'`,
    );
  });

  test('is not for third-party applications', async () => {
    const { browser } = await loggedIn();
    const visit = await browser.open(`${tenant.issuer}oidc/logout?client_id=tpc_connector`);
    expect(visit.status).toBe(400);
    expect(visit.html).toContain('Third-party applications cannot use this endpoint.');
    expect(await hasSession(browser)).toBe(true);
  });

  test('refuses a URI that is not registered', async () => {
    const { browser } = await loggedIn();
    const visit = await browser.open(
      `${tenant.issuer}oidc/logout?client_id=web&post_logout_redirect_uri=https://evil.example/`,
    );
    expect(visit.status).toBe(400);
    expect(visit.redirectedTo).toBeUndefined();
    expect(await hasSession(browser)).toBe(true);
  });
});
