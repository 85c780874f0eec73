import { decodeProtectedHeader, jwtVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createAccessTokenVerifier } from '../../src/connector/access/access-token.ts';
import { type LocalTenant, startLocalTenant } from '../../src/testing/index.ts';
import { deployerToken } from '../support/tenants/deployer-token.ts';

let tenant: LocalTenant;

beforeAll(async () => {
  tenant = await startLocalTenant();
});
beforeEach(() => tenant.reset());
afterAll(() => tenant.close());

async function manage(token: string, method: string, path: string) {
  const answer = await tenant.fetch(`${tenant.issuer}api/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: answer.status, body: (await answer.json()) as never };
}

const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? '';
const publishedKeys = async () =>
  (await (await tenant.fetch(`${tenant.issuer}.well-known/jwks.json`)).json()) as JSONWebKeySet;
const publishedKids = async () => (await publishedKeys()).keys.map(({ kid }) => kid);

test('the next key signs, and what the one before signed is good until that is revoked', async () => {
  const before = await deployerToken(tenant);
  const [current, next] = await publishedKids();
  expect(kidOf(before)).toBe(current);

  const rotated = await manage(before, 'POST', '/keys/signing/rotate');
  const { kid: made } = rotated.body as { kid: string };
  expect(rotated.status).toBe(201);
  expect(await publishedKids()).toEqual([next, made, expect.any(String)]);
  expect((await publishedKids()).at(-1)).toBe(current);

  const after = await deployerToken(tenant);
  expect(kidOf(after)).toBe(next);
  await jwtVerify(after, createLocalJWKSet(await publishedKeys()));
  for (const token of [before, after]) expect((await manage(token, 'GET', '/clients')).status).toBe(200);

  const revoked = await manage(after, 'PUT', `/keys/signing/${current ?? ''}/revoke`);
  expect(revoked).toMatchObject({ status: 200, body: { kid: current } });
  expect(await publishedKids()).toEqual([next, made]);
  expect((await manage(before, 'GET', '/clients')).status).toBe(401);
  expect((await manage(after, 'GET', '/clients')).status).toBe(200);
  expect((await manage(after, 'GET', '/keys/signing')).body).toMatchObject([
    { kid: next, current: true, next: false, previous: false, revoked: false },
    { kid: made, current: false, next: true, previous: false, revoked: false },
    { kid: current, current: false, next: false, previous: false, revoked: true },
  ]);
});

test('only a previous key can be revoked, and one that is there', async () => {
  const token = await deployerToken(tenant);
  for (const kid of (await publishedKids()).slice(0, 2)) {
    expect((await manage(token, 'PUT', `/keys/signing/${kid ?? ''}/revoke`)).status).toBe(400);
  }
  expect((await manage(token, 'PUT', '/keys/signing/unknown/revoke')).status).toBe(404);
  expect((await manage(token, 'GET', '/keys/signing/unknown')).status).toBe(404);
});

test("the connector's check of access tokens outlives two rotations", async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const verify = createAccessTokenVerifier({
    issuer: tenant.issuer,
    audience: `${tenant.issuer}api/v2/`,
    jwksUri: `${tenant.issuer}.well-known/jwks.json`,
    fetch: tenant.fetch,
    now: Date.now,
  });
  await verify(await deployerToken(tenant));
  for (let rotation = 0; rotation < 2; rotation += 1) {
    // Longer than it leaves between two looks at the keys.
    vi.setSystemTime(Date.now() + 60_000);
    expect((await manage(await deployerToken(tenant), 'POST', '/keys/signing/rotate')).status).toBe(201);
    await verify(await deployerToken(tenant));
  }
});
