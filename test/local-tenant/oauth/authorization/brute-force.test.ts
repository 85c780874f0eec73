import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { hashPassword } from '../../../../src/local-tenant/oauth/users/passwords.ts';
import { addUser } from '../../../../src/local-tenant/oauth/users/users.ts';
import { FormBrowser, type Visit } from '../../../support/clients/form-browser.ts';
import { authorizationUrl } from '../../../support/clients/oauth-flow.ts';
import { client, database, serveOAuth, type OAuthTenant } from '../../../support/tenants/oauth-tenant.ts';

const password = 'correct horse';
const protection = { enabled: true, shields: ['block'], max_attempts: 3, allowlist: [] };
let tenant: OAuthTenant;
let email: string;
let count = 0;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    transaction.clients.put(
      client({
        client_id: 'web',
        grant_types: ['authorization_code'],
        callbacks: ['https://app.example/callback'],
      }),
    );
  });
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  count += 1;
  email = `user${count}@example.com`;
  await configure({});
  await addUser(tenant.store, { connection: 'users', email, password }, Date.now);
});

afterEach(() => {
  vi.useRealTimers();
});

afterAll(async () => {
  await tenant.close();
});

async function configure(settings: object, brute_force_protection = true): Promise<void> {
  await tenant.store.write((transaction) => {
    transaction.setDocument('attackProtection', {
      ...transaction.documents.attackProtection,
      'brute-force-protection': { ...protection, ...settings },
    });
    transaction.connections.put(
      database({ name: 'users', options: { brute_force_protection }, enabled_clients: ['web'] }),
    );
  });
}

async function logIn(given: { email?: string; password?: string } = {}): Promise<Visit> {
  const browser = new FormBrowser(tenant);
  const login = await browser.open(authorizationUrl(tenant, { client_id: 'web', scope: 'openid' }));
  return browser.submit(login, {
    username: given.email ?? email,
    password: given.password ?? password,
    action: 'login',
  });
}

async function failTimes(times: number): Promise<void> {
  for (let failed = 0; failed < times; failed += 1) await logIn({ password: 'wrong' });
}

function isIn({ redirectedTo }: Visit): boolean {
  return redirectedTo?.searchParams.has('code') ?? false;
}

test('a user who failed too often is blocked, in any letter case and with the right password', async () => {
  await failTimes(2);
  const third = await logIn({ email: email.toUpperCase(), password: 'wrong' });
  expect(third.status).toBe(400);
  const blocked = await logIn();
  expect(blocked.status).toBe(429);
  expect(blocked.html).toContain('Your account has been blocked after multiple consecutive login attempts.');
});

test('another user is not blocked', async () => {
  await failTimes(3);
  const other = 'other@example.com';
  await addUser(tenant.store, { connection: 'users', email: other, password }, Date.now);
  expect(isIn(await logIn({ email: other }))).toBe(true);
});

test('a login that succeeds starts the count anew', async () => {
  await failTimes(2);
  expect(isIn(await logIn())).toBe(true);
  await failTimes(2);
  expect(isIn(await logIn())).toBe(true);
});

test.each([
  ['it is off', { enabled: false }],
  ['it does not block', { shields: ['user_notification'] }],
  ['the threshold is higher', { max_attempts: 4 }],
  ['the address is allowed', { allowlist: ['127.0.0.1'] }],
  ['the range of addresses is allowed', { allowlist: ['::1', '127.0.0.0/8'] }],
])('nobody is blocked where %s', async (_why, settings) => {
  await configure(settings);
  await failTimes(3);
  expect(isIn(await logIn())).toBe(true);
});

test('nobody is blocked at a connection without the protection', async () => {
  await configure({}, false);
  await failTimes(3);
  expect(isIn(await logIn())).toBe(true);
});

test('a block ends thirty days after the last failure', async () => {
  await failTimes(3);
  vi.setSystemTime(Date.now() + 30 * 86_400_000 - 1);
  expect((await logIn()).status).toBe(429);
  vi.setSystemTime(Date.now() + 1);
  expect(isIn(await logIn())).toBe(true);
});

test('a new password lifts a block', async () => {
  await failTimes(3);
  expect((await logIn()).status).toBe(429);
  const renewed = 'another horse';
  const password_hash = await hashPassword(renewed);
  await tenant.store.write(({ users }) => {
    for (const user of users.by('email', email)) users.put({ ...user, password_hash });
  });
  expect(isIn(await logIn({ password: renewed }))).toBe(true);
});
