import { expect, onTestFinished, test } from 'vitest';
import { startLocalTenant } from '../../src/testing/index.ts';

const second = 1000;

async function tenantWith(rateLimits: 'free' | 'professional') {
  let now = 1_800_000_000_000;
  const tenant = await startLocalTenant({ rateLimits, clock: () => now });
  onTestFinished(() => tenant.close());
  const statuses = async (path: string, count: number, method = 'POST') => {
    const answers = await Promise.all(
      Array.from({ length: count }, () => tenant.fetch(new URL(path, tenant.issuer), { method })),
    );
    return answers.map(({ status }) => status);
  };
  return { tenant, statuses, pass: (ms: number) => (now += ms) };
}

test.each(['free', 'professional'] as const)('a %s plan takes five registrations a second', async (plan) => {
  const { tenant, statuses, pass } = await tenantWith(plan);
  expect(await statuses('oidc/register', 7)).toEqual([404, 404, 404, 404, 404, 429, 429]);
  const refused = await tenant.fetch(`${tenant.issuer}oidc/register`, { method: 'POST' });
  expect(await refused.json()).toEqual({
    error: 'too_many_requests',
    error_description: 'Global limit has been reached',
  });
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  pass(second);
  expect(await statuses('oidc/register', 6)).toEqual([404, 404, 404, 404, 404, 429]);
});

test('a limit is its own: keys and tokens are there while registrations are refused', async () => {
  const { statuses } = await tenantWith('free');
  await statuses('oidc/register', 6);
  expect(await statuses('.well-known/jwks.json', 1, 'GET')).toEqual([200]);
  expect(await statuses('oauth/token', 1)).not.toContain(429);
});
