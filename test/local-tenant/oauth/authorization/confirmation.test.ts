import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser, type Visit } from '../../../support/clients/form-browser.ts';
import { authorizationUrl } from '../../../support/clients/oauth-flow.ts';
import { client, database, serveOAuth, type OAuthTenant } from '../../../support/tenants/oauth-tenant.ts';

const loopback = 'http://127.0.0.1:33418/';
const callbacks = [
  loopback,
  'http://localhost:1/',
  'http://[::1]:1/',
  'com.example.app:/back',
  'https://a.example/',
  'http://app.localhost:1/',
];
const verifiable = new Set(['https://a.example/', 'http://app.localhost:1/']);
const skip = 'skip_non_verifiable_callback_uri_confirmation_prompt';
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  const applications = {
    app: {},
    legacy: { oidc_conformant: false },
    skipping: { [skip]: true },
    asking: { [skip]: false },
  };
  await tenant.store.write(({ clients, connections }) => {
    for (const [client_id, properties] of Object.entries(applications)) {
      clients.put(client({ client_id, grant_types: ['authorization_code'], callbacks, ...properties }));
    }
    connections.put(database({ name: 'users', enabled_clients: Object.keys(applications) }));
  });
});

afterAll(() => tenant.close());

function request(given: Record<string, string> = {}): string {
  return authorizationUrl(tenant, { client_id: 'app', redirect_uri: loopback, scope: 'openid', ...given });
}

/** A browser whose user is logged in and has consented, to each application as it needs. */
async function browserLoggedInTo(client_id: string): Promise<FormBrowser> {
  const browser = new FormBrowser(tenant);
  await browser.logIn(request({ client_id }), testUser);
  return browser;
}

const path = ({ url }: Visit): string => new URL(url).pathname;

test('a login that showed another page leads to the application without more', async () => {
  const visit = await new FormBrowser(tenant).logIn(request(), testUser);
  expect(visit.redirectedTo?.searchParams.has('code')).toBe(true);
});

describe('of one who is logged in already', () => {
  test.each(callbacks.filter((uri) => !verifiable.has(uri)))('%s is confirmed each time', async (uri) => {
    const browser = await browserLoggedInTo('app');
    for (const _time of [1, 2]) {
      const page = await browser.open(request({ redirect_uri: uri }));
      expect(path(page)).toBe('/u/confirm');
      expect(page.html).toContain(uri);
      const { redirectedTo } = await browser.submit(page, { action: 'accept' });
      expect(redirectedTo?.searchParams.has('code')).toBe(true);
    }
  });

  test.each([...verifiable])('%s is not', async (redirect_uri) => {
    const browser = await browserLoggedInTo('app');
    const { redirectedTo } = await browser.open(request({ redirect_uri }));
    expect(redirectedTo?.searchParams.has('code')).toBe(true);
  });

  test('who declines sends an error to the application', async () => {
    const browser = await browserLoggedInTo('app');
    const page = await browser.open(request());
    const { redirectedTo } = await browser.submit(page, { action: 'deny' });
    expect(redirectedTo?.searchParams.get('error')).toBe('access_denied');
  });

  test('a silent request is told that it takes a person', async () => {
    const browser = await browserLoggedInTo('app');
    const { redirectedTo } = await browser.open(request({ prompt: 'none' }));
    expect(redirectedTo?.searchParams.get('error')).toBe('interaction_required');
  });

  test('an application that is not OIDC-conformant asks nobody', async () => {
    const browser = await browserLoggedInTo('legacy');
    expect((await browser.open(request({ client_id: 'legacy' }))).redirectedTo).toBeDefined();
  });

  test("the tenant's setting counts, and the application's before it", async () => {
    const open = async (client_id: string) =>
      (await (await browserLoggedInTo(client_id)).open(request({ client_id }))).redirectedTo !== undefined;
    expect(await open('skipping')).toBe(true);
    const { settings } = tenant.store.documents;
    await tenant.store.write((transaction) => {
      transaction.setDocument('settings', { ...settings, [skip]: true });
    });
    expect(await open('app')).toBe(true);
    expect(await open('asking')).toBe(false);
  });
});
