import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser, type Visit } from '../../../support/clients/form-browser.ts';
import { authorizationUrl } from '../../../support/clients/oauth-flow.ts';
import {
  client,
  database,
  serveOAuth,
  type Fetch,
  type OAuthTenant,
} from '../../../support/tenants/oauth-tenant.ts';

let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write(({ clients, connections }) => {
    clients.put(
      client({
        client_id: 'spa',
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'none',
        callbacks: [
          'https://app.example/callback',
          'https://a.wild.example/callback',
          'https://elsewhere.example/callback',
          'http://localhost:3000/callback',
          'com.example.app:/callback',
        ],
        web_origins: ['https://app.example', 'https://*.wild.example', 'http://localhost:3000'],
      }),
    );
    connections.put(database({ name: 'users', enabled_clients: ['spa'] }));
  });
});

afterAll(() => tenant.close());

/** What a frame of a browser asks for. */
function silent(given: Record<string, string | undefined> = {}): string {
  return authorizationUrl(tenant, {
    client_id: 'spa',
    scope: 'openid',
    prompt: 'none',
    response_mode: 'web_message',
    ...given,
  });
}

async function loggedIn(): Promise<FormBrowser> {
  const browser = new FormBrowser(tenant);
  await browser.logIn(authorizationUrl(tenant, { client_id: 'spa', scope: 'openid' }), testUser);
  return browser;
}

/** The messages of the page's script, run as in a frame or in a window that a page has opened, and whom they are for. */
function posted(page: Visit, relation: 'parent' | 'opener' = 'parent'): unknown[] {
  const messages: unknown[] = [];
  const window = { postMessage: (message: unknown, origin: unknown) => messages.push({ message, origin }) };
  const script = /<script>(.*?)<\/script>/su.exec(page.html)?.[1] ?? '';
  runInNewContext(script, {
    document: { scripts: [{ parentElement: { removeChild: () => undefined } }] },
    close: () => undefined,
    [relation]: window,
  });
  return JSON.parse(JSON.stringify(messages)) as unknown[];
}

describe('silent authentication in a frame', () => {
  test('posts a code to the origin of the redirect URI', async () => {
    const page = await (await loggedIn()).open(silent());
    expect(page.status).toBe(200);
    expect(posted(page)).toStrictEqual([
      {
        message: {
          type: 'authorization_response',
          response: { code: expect.stringMatching(/^[\w-]+$/u), state: 'the state' },
        },
        origin: 'https://app.example/callback',
      },
    ]);
  });

  test('posts an error without a session', async () => {
    const page = await new FormBrowser(tenant).open(silent());
    expect(page.status).toBe(200);
    expect(posted(page)).toStrictEqual([
      {
        message: {
          type: 'authorization_response',
          response: { error: 'login_required', error_description: 'Login required', state: 'the state' },
        },
        origin: 'https://app.example/callback',
      },
    ]);
  });

  test('takes any part of a host where a web origin has a wildcard', async () => {
    const page = await new FormBrowser(tenant).open(
      silent({ redirect_uri: 'https://a.wild.example/callback' }),
    );
    expect(posted(page)).toMatchObject([{ origin: 'https://a.wild.example/callback' }]);
  });

  test('is told that it takes a person where any program may listen', async () => {
    const page = await (await loggedIn()).open(silent({ redirect_uri: 'http://localhost:3000/callback' }));
    expect(posted(page)).toMatchObject([{ message: { response: { error: 'interaction_required' } } }]);
  });

  test('may be framed, and runs no script but its own', async () => {
    const response = await tenant.fetch(silent());
    const script = /<script>(.*?)<\/script>/su.exec(await response.text())?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none';script-src 'sha256-${hash}'`,
    );
  });

  test('finds its session from a page of another site', async () => {
    const cookies: string[] = [];
    const fetch: Fetch = async (url, init) => {
      const response = await tenant.fetch(url, init);
      cookies.push(...response.headers.getSetCookie());
      return response;
    };
    await new FormBrowser({ ...tenant, fetch }).logIn(silent({ prompt: undefined }), testUser);
    expect(cookies.find((cookie) => cookie.startsWith('auth0='))).toMatch(
      /; samesite=none; secure; httponly/iu,
    );
  });

  test('keeps what the application sent from being run', async () => {
    const state = '</script><script>alert(1)</script>';
    const page = await new FormBrowser(tenant).open(silent({ state }));
    expect(page.html.match(/<script>/gu)).toHaveLength(1);
    expect(posted(page)).toMatchObject([{ message: { response: { state } } }]);
  });
});

describe('an origin that the application does not name', () => {
  test.each([
    ['a callback URL alone', 'https://elsewhere.example/callback'],
    ['a scheme of its own', 'com.example.app:/callback'],
  ])('is refused: %s', async (_what, redirect_uri) => {
    const page = await (await loggedIn()).open(silent({ redirect_uri }));
    expect(page.status).toBe(400);
    expect(page.html).toContain(
      `<code>invalid_request</code>: The specified redirect_uri &#39;${redirect_uri}&#39; does not have a registered origin.`,
    );
    expect(page.html).not.toContain('<script>');
  });

  test.each([
    ['before the login page', { prompt: undefined }],
    ['with an error of another kind', { scope: 'openid', response_type: 'unknown' }],
  ])('is refused %s', async (_what, given) => {
    const redirect_uri = 'https://elsewhere.example/callback';
    const page = await new FormBrowser(tenant).open(silent({ redirect_uri, ...given }));
    expect(page.html).toContain('does not have a registered origin');
  });
});

test('a login in a window posts its answer to the page that opened it', async () => {
  const page = await new FormBrowser(tenant).logIn(silent({ prompt: 'login' }), testUser);
  expect(posted(page, 'opener')).toMatchObject([{ message: { response: { code: expect.any(String) } } }]);
});

describe('prompt=select_account', () => {
  const request = { response_mode: undefined, prompt: 'select_account' };

  test('goes on with the one session that there is', async () => {
    const { redirectedTo } = await (await loggedIn()).open(silent(request));
    expect(redirectedTo?.searchParams.has('code')).toBe(true);
  });

  test('shows the login page where there is none, and that goes on', async () => {
    const { redirectedTo } = await new FormBrowser(tenant).logIn(silent(request), testUser);
    expect(redirectedTo?.searchParams.has('code')).toBe(true);
  });

  test('is no use beside none', async () => {
    const { redirectedTo } = await (
      await loggedIn()
    ).open(silent({ ...request, prompt: 'none select_account' }));
    expect(redirectedTo?.searchParams.get('error_description')).toBe('prompt none must only be used alone');
  });
});
