import { expect, test } from 'vitest';
import { managementTenant } from '../../support/tenants/management-tenant.ts';

test('says nothing of limits when there are none', async () => {
  const tenant = await managementTenant();
  const answer = await tenant.call('GET', '/clients');
  expect([...answer.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
});

test('refuses what comes too fast, and says when to come again', async () => {
  let now = Math.ceil(Date.now() / 1000) * 1000;
  const start = now / 1000;
  const tenant = await managementTenant({ rateLimits: 'free', now: () => now });
  const limits = ({ headers }: { headers: Headers }) =>
    ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`)));
  expect(limits(await tenant.call('GET', '/clients'))).toEqual([2, 1, start + 1]);
  expect(limits(await tenant.call('GET', '/clients'))).toEqual([2, 0, start + 1]);
  const refused = await tenant.call('GET', '/clients');
  expect(refused.body).toEqual({
    statusCode: 429,
    error: 'Too Many Requests',
    message: 'Global limit has been reached',
    errorCode: 'too_many_requests',
  });
  expect(limits(refused)).toEqual([2, 0, start + 1]);
  now += 1000;
  expect((await tenant.call('GET', '/clients')).status).toBe(200);
});

test('limits refused calls too', async () => {
  const tenant = await managementTenant({ rateLimits: 'free', now: () => 1_000 });
  const statuses = [];
  for (let call = 0; call < 3; call += 1) statuses.push((await tenant.send('/clients')).status);
  expect(statuses).toEqual([401, 401, 429]);
});

test('limits reads of applications and of connections on their own on a professional plan', async () => {
  const tenant = await managementTenant({ rateLimits: 'professional', now: () => 1_000 });
  const limit = async (path: string) => (await tenant.send(path)).headers.get('x-ratelimit-limit');
  expect(await limit('/clients')).toBe('5');
  expect(await limit('/connections/con_1')).toBe('5');
  expect(await limit('/client-grants')).toBe('10');
});
