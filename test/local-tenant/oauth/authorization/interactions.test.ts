import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser, type Visit } from '../../../support/clients/form-browser.ts';
import { authorizationUrl } from '../../../support/clients/oauth-flow.ts';
import {
  api,
  client,
  database,
  serveOAuth,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

const credentials = { username: testUser.email, password: testUser.password, action: 'login' };
const expired = 'The login has expired or belongs to another browser. Start again.';
const tabs = ['files', 'mail'] as const;
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    for (const client_id of tabs) {
      const callbacks = [`https://${client_id}.example/callback`];
      transaction.clients.put(client({ client_id, grant_types: ['authorization_code'], callbacks }));
    }
    transaction.connections.put(database({ name: 'users', enabled_clients: [...tabs] }));
    transaction.resourceServers.put(api({ identifier: 'urn:files' }));
  });
});

afterAll(async () => {
  await tenant.close();
});

function request(client_id: string): string {
  return authorizationUrl(tenant, {
    client_id,
    redirect_uri: `https://${client_id}.example/callback`,
    audience: 'urn:files',
    scope: 'openid files:read',
    prompt: 'consent',
  });
}

function withState(page: Visit, state: string | undefined): Visit {
  const url = new URL(page.url);
  if (state === undefined) url.searchParams.delete('state');
  else url.searchParams.set('state', state);
  return { ...page, url: url.href };
}

describe.each([
  ['the first tab first', [0, 1]],
  ['the second tab first', [1, 0]],
] as const)('two logins in one browser, %s', (_order, order) => {
  test('each answer the application whose page it was given on', async () => {
    const browser = new FormBrowser(tenant);
    const logins: Visit[] = [];
    for (const tab of tabs) logins.push(await browser.open(request(tab)));
    const consents: Visit[] = [];
    for (const index of order) consents[index] = await browser.submit(logins[index]!, credentials);
    for (const index of order) {
      expect(consents[index]!.html).toContain(`<p>${tabs[index]} is requesting access`);
      const { redirectedTo } = await browser.submit(consents[index]!, { action: 'accept' });
      expect(redirectedTo?.host).toBe(`${tabs[index]}.example`);
      expect(redirectedTo?.searchParams.has('code')).toBe(true);
    }
  });

  test('are declined one by one', async () => {
    const browser = new FormBrowser(tenant);
    const consents: Visit[] = [];
    for (const tab of tabs) {
      const page = await browser.open(request(tab));
      consents.push(page.url.includes('/u/login') ? await browser.submit(page, credentials) : page);
    }
    const [declined, accepted] = order;
    const refusal = await browser.submit(consents[declined]!, { action: 'deny' });
    expect(refusal.redirectedTo?.host).toBe(`${tabs[declined]}.example`);
    expect(refusal.redirectedTo?.searchParams.get('error')).toBe('access_denied');
    const { redirectedTo } = await browser.submit(consents[accepted]!, { action: 'accept' });
    expect(redirectedTo?.host).toBe(`${tabs[accepted]}.example`);
    expect(redirectedTo?.searchParams.has('code')).toBe(true);
  });
});

describe.each([
  ['no state', undefined],
  ['an unknown state', 'WRONG'],
  ['a state with markup', '"><script>'],
])('%s', (_what, state) => {
  test('opens neither page', async () => {
    const browser = new FormBrowser(tenant);
    const login = await browser.open(request('files'));
    const shown = await browser.open(withState(login, state).url);
    expect(shown.status).toBe(400);
    expect(shown.html).toContain(`<code>invalid_request</code>: ${expired}`);
    const consent = await browser.submit(login, credentials);
    expect((await browser.open(withState(consent, state).url)).html).toContain(expired);
  });

  test('submits neither form', async () => {
    const browser = new FormBrowser(tenant);
    const login = await browser.open(request('files'));
    const refusedLogin = await browser.submit(withState(login, state), credentials);
    expect(refusedLogin.status).toBe(400);
    expect(refusedLogin.html).toContain(expired);
    const consent = await browser.submit(login, credentials);
    const refusedConsent = await browser.submit(withState(consent, state), { action: 'accept' });
    expect(refusedConsent.status).toBe(400);
    expect(refusedConsent.html).toContain(expired);
  });
});

test('the page of another prompt is refused', async () => {
  const browser = new FormBrowser(tenant);
  const login = await browser.open(request('files'));
  const wrong = await browser.open(login.url.replace('/u/login', '/u/consent'));
  expect(wrong.status).toBe(400);
  expect(wrong.html).toContain('This page belongs to another step of the login.');
});

test('a form that has been answered is not answered again', async () => {
  const browser = new FormBrowser(tenant);
  const login = await browser.open(request('files'));
  const consent = await browser.submit(login, credentials);
  await browser.submit(consent, { action: 'accept' });
  const again = await browser.submit(consent, { action: 'accept' });
  expect(again.status).toBe(400);
  expect(again.html).toContain(expired);
});

test('consent is not taken from a browser in which the user has logged out meanwhile', async () => {
  const browser = new FormBrowser(tenant);
  const consent = await browser.submit(await browser.open(request('files')), credentials);
  await browser.open(`${tenant.issuer}v2/logout`);
  const refused = await browser.submit(consent, { action: 'accept' });
  expect(refused.status).toBe(400);
  expect(refused.html).toContain(expired);
});

describe('a form', () => {
  test.each([
    ['from another origin', { origin: 'https://evil.example' }],
    ['from an origin that the browser hides', { origin: 'null' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from another host of the same site', { 'sec-fetch-site': 'same-site' }],
  ])('%s is refused, and still good afterwards', async (_what, headers) => {
    const browser = new FormBrowser(tenant);
    const login = await browser.open(request('files'));
    const refused = await browser.submit(login, credentials, headers);
    expect(refused.status).toBe(403);
    expect(refused.html).toContain(
      '<code>invalid_request</code>: The form was sent from another site. Start again.',
    );
    const consent = await browser.submit(login, credentials);
    expect(new URL(consent.url).pathname).toBe('/u/consent');
    expect((await browser.submit(consent, { action: 'accept' }, headers)).status).toBe(403);
  });

  test("from the tenant's own page is taken", async () => {
    const browser = new FormBrowser(tenant);
    const login = await browser.open(request('files'));
    const { origin } = new URL(tenant.issuer);
    const consent = await browser.submit(login, credentials, { origin, 'sec-fetch-site': 'same-origin' });
    expect(new URL(consent.url).pathname).toBe('/u/consent');
  });
});

test('a page says so when its application has been deleted', async () => {
  const browser = new FormBrowser(tenant);
  const login = await browser.open(request('mail'));
  const deleted = tenant.store.read.clients.get('mail');
  await tenant.store.write(({ clients }) => {
    clients.remove('mail');
  });
  const visit = await browser.submit(login, credentials);
  await tenant.store.write(({ clients }) => {
    clients.put(deleted!);
  });
  expect(visit.status).toBe(400);
  expect(visit.redirectedTo).toBeUndefined();
  expect(visit.html).toContain('The application has been deleted since the login began.');
});
