import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loginAttempts } from '../../../../src/local-tenant/rate-limits/login-attempts.ts';
import { addUser, authenticate } from '../../../../src/local-tenant/oauth/users/users.ts';
import { database, serveOAuth, type OAuthTenant } from '../../../support/tenants/oauth-tenant.ts';

const derivations = vi.hoisted(() => ({ count: 0 }));
vi.mock(import('node:crypto'), async (original) => {
  const crypto = await original();
  const scrypt = (...given: unknown[]) => {
    derivations.count += 1;
    (crypto.scrypt as (...given: unknown[]) => void)(...given);
  };
  return { ...crypto, scrypt };
});

let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'users' }));
    transaction.setDocument('attackProtection', {
      ...transaction.documents.attackProtection,
      'brute-force-protection': { enabled: true, shields: ['block'], max_attempts: 1, allowlist: [] },
    });
  });
  await addUser(
    tenant.store,
    { connection: 'users', email: 'known@example.com', password: 'secret' },
    Date.now,
  );
});

afterAll(async () => {
  await tenant.close();
});

test.each(['known@example.com', 'unknown@example.com'])(
  'a wrong password costs one derivation, which takes nearly all the time, for %s',
  async (email) => {
    derivations.count = 0;
    await expect(
      authenticate(tenant.store, { connections: ['users'], email, password: 'wrong' }, Date.now),
    ).rejects.toThrow('Wrong email or password.');
    expect(derivations.count).toBe(1);
  },
);

test('of ten thousand addresses that somebody makes up no more are remembered, the oldest are forgotten', () => {
  const attempts = loginAttempts({ store: tenant.store, now: Date.now });
  const attempt = (number: number) => ({ identifier: `user${number}@example.com`, ip: '203.0.113.7' });
  for (let number = 0; number <= 10_000; number += 1) attempts.fail(attempt(number));
  expect([0, 1, 10_000].map((number) => attempts.isBlocked(attempt(number)))).toEqual([false, true, true]);
});
