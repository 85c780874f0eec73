import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newClient } from '../../../../src/local-tenant/rules/client-defaults.ts';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser, type Visit } from '../../../support/clients/form-browser.ts';
import { authorizationUrl, redeem } from '../../../support/clients/oauth-flow.ts';
import { client, database, serveOAuth, type OAuthTenant } from '../../../support/tenants/oauth-tenant.ts';

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
    const { browser } = await loggedIn();
    const url = new URL(`${tenant.issuer}oidc/logout`);
    url.search = new URLSearchParams({
      client_id: 'web',
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

  async function idTokenOf(visit: Visit): Promise<string> {
    return String((await redeem(tenant, visit, credentials)).body['id_token']);
  }

  function logoutUrl(parameters: Record<string, string>): string {
    return `${tenant.issuer}oidc/logout?${new URLSearchParams(parameters).toString()}`;
  }

  /** What the page does by its script, where it asks nothing. */
  async function goOn(browser: FormBrowser, page: Visit): Promise<Visit> {
    expect(page.html).not.toContain('Are you sure');
    const action = /action="(.*?)"/u.exec(page.html)?.[1] ?? '';
    const xsrf = /name="xsrf" value="(.*?)"/u.exec(page.html)?.[1] ?? '';
    return browser.submit({ ...page, url: action }, { xsrf, logout: 'yes' });
  }

  test('asks nothing where the ID token is of the session that ends', async () => {
    const { browser, visit } = await loggedIn();
    const page = await browser.open(
      logoutUrl({
        id_token_hint: await idTokenOf(visit),
        post_logout_redirect_uri: 'https://app.example/bye',
        state: 's',
      }),
    );
    expect((await goOn(browser, page)).redirectedTo?.href).toBe('https://app.example/bye?state=s');
    expect(await hasSession(browser)).toBe(false);
  });

  test('asks nothing where the logout hint is the sid of the session', async () => {
    const { browser, visit } = await loggedIn();
    const { sid } = decodeJwt(await idTokenOf(visit));
    const page = await browser.open(logoutUrl({ logout_hint: String(sid), client_id: 'web' }));
    expect((await goOn(browser, page)).redirectedTo?.href).toBe('https://app.example/bye');
    expect(await hasSession(browser)).toBe(false);
  });

  test("goes to the first of an application's logout URLs by default, also where nobody is logged in", async () => {
    const visit = await new FormBrowser(tenant).open(logoutUrl({ client_id: 'web', state: 's' }));
    expect(visit.redirectedTo?.href).toBe('https://app.example/bye?state=s');
  });

  test('asks where a hint is of another session, and keeps this one until the answer', async () => {
    const other = await idTokenOf((await loggedIn()).visit);
    const { browser, visit } = await loggedIn();
    for (const hint of [
      { id_token_hint: other },
      { logout_hint: 'random' },
      { id_token_hint: await idTokenOf(visit), logout_hint: 'random' },
    ]) {
      expect((await browser.open(logoutUrl(hint))).html).toContain('Are you sure you want to log out?');
    }
    expect(await hasSession(browser)).toBe(true);
  });

  test('asks nothing where the tenant has turned the question off', async () => {
    const { browser } = await loggedIn();
    await tenant.configure({ sessions: { oidc_logout_prompt_enabled: false } });
    const page = await browser.open(logoutUrl({}));
    await tenant.configure({ sessions: { oidc_logout_prompt_enabled: true } });
    await goOn(browser, page);
    expect(await hasSession(browser)).toBe(false);
  });

  test("goes to one of the tenant's logout URLs without an application, logged in or not", async () => {
    const { browser } = await loggedIn();
    const url = logoutUrl({ post_logout_redirect_uri: 'https://tenant.example/bye', state: 's' });
    const question = await browser.open(url);
    const action = /action="(.*?)"/u.exec(question.html)?.[1] ?? '';
    const xsrf = /name="xsrf" value="(.*?)"/u.exec(question.html)?.[1] ?? '';
    const answer = await browser.submit({ ...question, url: action }, { xsrf, logout: 'yes' });
    expect(answer.redirectedTo?.href).toBe('https://tenant.example/bye?state=s');
    expect(await hasSession(browser)).toBe(false);
    expect((await browser.open(url)).redirectedTo?.href).toBe('https://tenant.example/bye?state=s');
  });

  test("refuses another URL than the tenant's without an application", async () => {
    const { browser } = await loggedIn();
    const visit = await browser.open(logoutUrl({ post_logout_redirect_uri: 'https://app.example/bye' }));
    expect(visit.status).toBe(400);
    expect(visit.redirectedTo).toBeUndefined();
    expect(visit.html).toContain('post_logout_redirect_uri not registered');
    expect(await hasSession(browser)).toBe(true);
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
