import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../../../src/local-tenant/state/entities/users.ts';
import { addUser, testUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser } from '../../../support/clients/form-browser.ts';
import { authorizationUrl } from '../../../support/clients/oauth-flow.ts';
import { client, database, serveOAuth, type OAuthTenant } from '../../../support/tenants/oauth-tenant.ts';

const alice = { email: 'alice@example.com', password: 'correct horse' };
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    const grant_types = ['authorization_code'];
    const callbacks = ['https://app.example/callback'];
    transaction.clients.put(client({ client_id: 'web', name: 'Web & <Co>', grant_types, callbacks }));
    transaction.clients.put(client({ client_id: 'staff-web', grant_types, callbacks }));
    transaction.clients.put(client({ client_id: 'closed-web', grant_types, callbacks }));
    transaction.clients.put(client({ client_id: 'configured-web', grant_types, callbacks }));
    transaction.connections.put(database({ name: 'users', enabled_clients: ['web'] }));
    transaction.connections.put(database({ name: 'staff', enabled_clients: ['staff-web'] }));
    transaction.connections.put(
      database({ name: 'closed', options: { disable_signup: true }, enabled_clients: ['closed-web'] }),
    );
  });
  await addUser(tenant.store, { connection: 'users', ...alice }, Date.now);
});

afterAll(async () => {
  await tenant.close();
});

function fields(user: { email: string; password: string }, action = 'login'): Record<string, string> {
  return { username: user.email, password: user.password, action };
}

const url = (client_id = 'web', given = {}) =>
  authorizationUrl(tenant, { client_id, scope: 'openid', ...given });

describe('the login page', () => {
  test('names the application, escaped, and the test user, and loads nothing', async () => {
    const { html } = await new FormBrowser(tenant).open(url());
    expect(html).toContain('<title>Log in to Web &amp; &lt;Co&gt;</title>');
    expect(html).toContain(testUser.email);
    expect(html).toContain(testUser.password);
    expect(html).not.toMatch(/<script|src=|href=|url\(/u);
  });

  test('labels each field and fills in the login hint', async () => {
    const { html } = await new FormBrowser(tenant).open(url('web', { login_hint: '"><b>' }));
    for (const id of ['username', 'password']) {
      expect(html).toContain(`<label for="${id}">`);
      expect(html).toContain(`id="${id}"`);
    }
    expect(html).toContain('value="&quot;&gt;&lt;b&gt;"');
  });

  test('lets nobody keep or frame it', async () => {
    const login = await new FormBrowser(tenant).open(url());
    const response = await tenant.fetch(login.url);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('refuses a browser that did not start the login', async () => {
    const login = await new FormBrowser(tenant).open(url());
    const other = await new FormBrowser(tenant).submit(login, fields(alice));
    expect(other.status).toBe(400);
    expect(other.html).toContain('The login has expired or belongs to another browser.');
    expect(other.redirectedTo).toBeUndefined();
  });

  test.each([
    ['a wrong password', { ...alice, password: 'wrong' }],
    ['an unknown address', { ...alice, email: 'bob@example.com' }],
    ["the test user's address with another password", { ...testUser, password: 'wrong' }],
  ])('is shown again for %s', async (_what, user) => {
    const browser = new FormBrowser(tenant);
    const again = await browser.submit(await browser.open(url()), fields(user));
    expect(again.status).toBe(400);
    expect(again.html).toContain('<p id="problem" role="alert">Wrong email or password.</p>');
    // The field that has the focus is described by it, so that it is read aloud.
    expect(again.html).toMatch(/<input\s+id="password"[^>]*aria-describedby="problem"\s+autofocus/u);
    const visit = await browser.submit(again, fields(alice));
    expect(visit.redirectedTo?.searchParams.has('code')).toBe(true);
  });
});

test('a user of a connection that is not enabled for the application cannot log in', async () => {
  const browser = new FormBrowser(tenant);
  const again = await browser.submit(await browser.open(url('staff-web')), fields(alice));
  expect(again.html).toContain('Wrong email or password.');
});

describe('a session', () => {
  test('spares the login page', async () => {
    const browser = new FormBrowser(tenant);
    await browser.logIn(url(), alice);
    expect((await browser.open(url())).redirectedTo?.searchParams.has('code')).toBe(true);
  });

  test('does not do so for an application that its connection is not enabled for', async () => {
    const browser = new FormBrowser(tenant);
    await browser.logIn(url(), alice);
    expect(new URL((await browser.open(url('staff-web'))).url).pathname).toBe('/u/login');
  });

  test('does not do so when the request asks for a login', async () => {
    const browser = new FormBrowser(tenant);
    await browser.logIn(url(), alice);
    const login = await browser.open(url('web', { prompt: 'login' }));
    expect(new URL(login.url).pathname).toBe('/u/login');
  });
});

test('a session whose user is gone leads to the login page', async () => {
  const eve = { email: 'eve@example.com', password: 'apple' };
  const user = await addUser(tenant.store, { connection: 'users', ...eve }, Date.now);
  const browser = new FormBrowser(tenant);
  await browser.logIn(url(), eve);
  await tenant.store.write(({ users }) => {
    users.remove(user.user_id);
  });
  const login = await browser.open(url());
  expect(login.status).toBe(200);
  expect(new URL(login.url).pathname).toBe('/u/login');
});

test('a blocked user goes back as unauthorized', async () => {
  const mallory = { email: 'mallory@example.com', password: 'hunter2' };
  const user = await addUser(tenant.store, { connection: 'users', ...mallory }, Date.now);
  await tenant.store.write(({ users }) => {
    users.put({ ...user, blocked: true });
  });
  const browser = new FormBrowser(tenant);
  const { redirectedTo } = await browser.submit(await browser.open(url()), fields(mallory));
  expect(Object.fromEntries(redirectedTo!.searchParams)).toStrictEqual({
    error: 'unauthorized',
    error_description: 'user is blocked',
    state: 'the state',
  });
});

test('a connection that is not for logins is none of the application', async () => {
  await configure({ authentication: { active: false } });
  const { redirectedTo } = await new FormBrowser(tenant).open(url('configured-web'));
  expect(redirectedTo?.searchParams.get('error_description')).toBe('no connections enabled for the client');
});

test('a database without passwords logs nobody in here', async () => {
  await configure({ options: { authentication_methods: { password: { enabled: false } } } });
  const { redirectedTo } = await new FormBrowser(tenant).open(url('configured-web'));
  expect(redirectedTo?.searchParams.get('error_description')).toMatch(/configured logs nobody in here/u);
});

/** Has `configured-web` log in through a connection with these properties. */
function configure(given: Partial<Connection>): Promise<void> {
  return tenant.store.write(({ connections }) => {
    connections.put(database({ name: 'configured', enabled_clients: ['configured-web'], ...given }));
  });
}

describe('sign-up', () => {
  const carol = { email: 'Carol@Example.com', password: 'a new password' };

  test('adds the user to the connection and logs her in', async () => {
    const browser = new FormBrowser(tenant);
    const visit = await browser.submit(await browser.open(url()), fields(carol, 'signup'));
    expect(visit.redirectedTo?.searchParams.has('code')).toBe(true);
    const [user] = tenant.store.read.users.by('email', 'carol@example.com');
    expect(user).toMatchObject({
      connection: 'users',
      nickname: 'carol',
      email_verified: false,
      role_ids: [],
    });
    expect(user!.password_hash).not.toContain(carol.password);
  });

  test('is refused with a password that the policy of the connection refuses', async () => {
    const before = tenant.store.read.connections.by('name', 'users')[0]!;
    await tenant.store.write(({ connections }) => {
      connections.put({ ...before, options: { ...before.options, passwordPolicy: 'good' } });
    });
    const dave = { email: 'dave@example.com', password: 'a new password' };
    const browser = new FormBrowser(tenant);
    const again = await browser.submit(await browser.open(url()), fields(dave, 'signup'));
    await tenant.store.write(({ connections }) => {
      connections.put(before);
    });
    expect(again.status).toBe(400);
    expect(again.html).toContain('role="alert">Password is too weak</p>');
    expect(tenant.store.read.users.by('email', dave.email)).toHaveLength(0);
  });

  test('is refused for an address that is taken', async () => {
    const browser = new FormBrowser(tenant);
    const again = await browser.submit(await browser.open(url()), fields(alice, 'signup'));
    expect(again.html).toContain('alice@example.com is already a user of the connection &quot;users&quot;.');
    expect(tenant.events.at(-1)).toMatchObject({ type: 'fs', user_name: alice.email, client_id: 'web' });
  });

  test('is neither offered nor taken where the connection has it disabled', async () => {
    const browser = new FormBrowser(tenant);
    const login = await browser.open(url('closed-web'));
    expect(login.html).not.toContain('Sign up');
    const refused = await browser.submit(login, fields(carol, 'signup'));
    expect(refused.status).toBe(400);
    expect(refused.html).toContain('Public signup is disabled');
    expect(tenant.store.read.users.by('connection', 'closed')).toHaveLength(0);
  });

  test('is not offered where the connection has it blocked for passwords', async () => {
    await configure({ options: { authentication_methods: { password: { signup_behavior: 'block' } } } });
    expect((await new FormBrowser(tenant).open(url('configured-web'))).html).not.toContain('Sign up');
    await configure({ options: { authentication_methods: { password: { signup_behavior: 'allow' } } } });
    expect((await new FormBrowser(tenant).open(url('configured-web'))).html).toContain('Sign up');
  });
});
