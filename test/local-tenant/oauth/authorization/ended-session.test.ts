import { expect, onTestFinished, test } from 'vitest';
import { startLocalTenant } from '../../../../src/testing/index.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import type { Fetch } from '../../../support/tenants/oauth-tenant.ts';
import { deployerToken } from '../../../support/tenants/deployer-token.ts';

const ada = { email: 'ada@example.com', password: 'Correct-horse-7' };
const callback = 'https://app.example/callback';

/** Logs a user in, and tells whether the session is still there. */
async function loggedIn(options: { readonly clock?: () => number } = {}) {
  const tenant = await startLocalTenant({
    ...options,
    seed: {
      clients: [{ client_id: 'web', name: 'Web', callbacks: [callback], oidc_conformant: true }],
      databases: [{ name: 'people', enabled_clients: ['Web'] }],
      users: [ada],
    },
  });
  onTestFinished(() => tenant.close());
  const fetch: Fetch = (url, init) => tenant.fetch(url, { redirect: 'manual', ...init });
  const browser = new FormBrowser({ issuer: tenant.issuer, fetch });
  const query = { client_id: 'web', response_type: 'code', redirect_uri: callback, scope: 'openid' };
  const url = `${tenant.issuer}authorize?${new URLSearchParams(query).toString()}`;
  const hasSession = async () =>
    (await browser.open(`${url}&prompt=none`)).redirectedTo?.searchParams.has('code') === true;
  expect((await browser.logIn(url, ada)).redirectedTo?.searchParams.has('code')).toBe(true);
  expect(await hasSession()).toBe(true);

  const headers = {
    authorization: `Bearer ${await deployerToken(tenant)}`,
    'content-type': 'application/json',
  };
  const api = `${tenant.issuer}api/v2`;
  const call = async (method: string, path: string, body?: object) =>
    fetch(`${api}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const [user] = (await (await call('GET', '/users')).json()) as [{ user_id: string }];
  return { call, path: `/users/${encodeURIComponent(user.user_id)}`, hasSession, browser, url };
}

/** Changes a user who is logged in, and tells what became of the session, and what the API shows of the user. */
async function sessionAfter(change: object) {
  const { call, path, hasSession, browser, url } = await loggedIn();
  const changed = await call('PATCH', path, change);
  expect(changed.status).toBe(200);
  return { hasSession: await hasSession(), shown: (await changed.json()) as object, browser, url };
}

test.each([[{ password: 'Another-horse-8' }], [{ email: 'ada@example.org' }], [{ email_verified: true }]])(
  'a user who gets %j has to log in again',
  async (change) => {
    const { hasSession, shown } = await sessionAfter(change);
    expect(hasSession).toBe(false);
    expect(shown).not.toHaveProperty('sessions_ended_at');
  },
);

test('any other change ends no session', async () => {
  expect((await sessionAfter({ nickname: 'Ada', user_metadata: { a: 1 } })).hasSession).toBe(true);
});

test('a login with the new password begins a session', async () => {
  const { browser, url } = await sessionAfter({ password: 'Another-horse-8' });
  await browser.logIn(url, { ...ada, password: 'Another-horse-8' });
  const { redirectedTo } = await browser.open(`${url}&prompt=none`);
  expect(redirectedTo?.searchParams.has('code')).toBe(true);
});

test.each([
  ['DELETE', 'sessions'],
  ['POST', 'revoke-access'],
])('%s /users/{id}/%s has the user log in again', async (method, below) => {
  const { call, path, hasSession } = await loggedIn();
  expect((await call(method, `${path}/${below}`)).status).toBe(202);
  expect(await hasSession()).toBe(false);
  expect(await (await call('GET', `${path}/sessions`)).json()).toEqual({ sessions: [] });
});

test('one session is ended by its id, and the next login begins another', async () => {
  const { call, path, hasSession, browser, url } = await loggedIn();
  const { sessions } = (await (await call('GET', `${path}/sessions`)).json()) as {
    sessions: { id: string; clients: object[] }[];
  };
  expect(sessions).toMatchObject([{ clients: [{ client_id: 'web' }] }]);
  expect((await call('DELETE', `/sessions/${sessions[0]?.id}`)).status).toBe(202);
  expect(await hasSession()).toBe(false);
  await browser.logIn(url, ada);
  expect(await hasSession()).toBe(true);
});

test.each([
  ['DELETE', '/sessions', undefined],
  ['POST', '/revoke-access', {}],
  ['PATCH', '', { password: 'Another-horse-8' }],
])(
  '%s /users/{id}%s ends a session of this very moment, by a clock that stands still',
  async (method, below, body) => {
    const at = Date.now();
    const { call, path, hasSession } = await loggedIn({ clock: () => at });
    await call(method, `${path}${below}`, body);
    expect(await (await call('GET', `${path}/sessions`)).json()).toEqual({ sessions: [] });
    expect(await hasSession()).toBe(false);
  },
);
