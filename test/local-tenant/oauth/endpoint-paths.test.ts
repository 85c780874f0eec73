import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { client as clientOf, type OAuthTenant, serveOAuth } from '../../support/tenants/oauth-tenant.ts';

let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((state) => state.clients.put(known));
});

const known = clientOf({
  client_id: 'known',
  token_endpoint_auth_method: 'none',
  grant_types: ['client_credentials'],
});

afterAll(async () => {
  await tenant.close();
});

const documents = [
  ['GET', '.well-known/openid-configuration'],
  ['GET', '.well-known/oauth-authorization-server'],
  ['GET', '.well-known/jwks.json'],
] as const;

const endpoints = [
  ['GET', 'authorize'],
  ['GET', 'authorize/interaction'],
  ['POST', 'oauth/token'],
  ['POST', 'oauth/revoke'],
  ['GET', 'userinfo'],
  ['POST', 'oidc/register'],
  ['GET', 'oidc/logout'],
  ['POST', 'oidc/logout/confirm'],
  ['GET', 'oidc/logout/success'],
  ['GET', 'v2/logout'],
  ['GET', 'u/login'],
  ['GET', 'u/consent'],
  ['GET', 'u/confirm'],
] as const;

describe.each([...documents, ...endpoints])('%s /%s', (method, path) => {
  test.each([
    ['a trailing slash', `${path}/`],
    ['upper case', path.toUpperCase()],
  ])('is not found with %s', async (_difference, other) => {
    const response = await tenant.fetch(tenant.issuer + other, { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toStrictEqual({
      error: 'not_found',
      error_description: `There is no ${method} /${other} at this tenant.`,
    });
  });
});

test.each(endpoints.filter(([method]) => method === 'GET'))(
  'HEAD in the place of %s /%s is not found',
  async (_method, path) => {
    const response = await tenant.fetch(tenant.issuer + path, { method: 'HEAD' });
    expect(response.status).toBe(404);
  },
);

test.each(documents)('HEAD in the place of %s /%s is answered', async (_method, path) => {
  const response = await tenant.fetch(tenant.issuer + path, { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toMatch(/^public, max-age=15/u);
});

test.each(['a b', '[::1', 'a/b', '[]', 'a:b:c'])(
  'the host %j is refused, and is no failure',
  async (host) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(tenant.issuer);
      const path = '/.well-known/openid-configuration';
      const sent = request(
        { hostname, port, path, headers: { host }, rejectUnauthorized: false },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject).end();
    });
    expect(status).toBe(400);
  },
);

test('what goes on after a prompt is refused without its cookie, whatever is appended', async () => {
  const response = await tenant.fetch(`${tenant.issuer}authorize/abc?client_id=${known.client_id}`);
  expect(response.status).toBe(400);
});

test.each(['oauth/token', 'oauth/revoke'])(
  'a body that oidc-provider cannot read is refused at /%s',
  async (path) => {
    for (const [sign, size] of [
      ['a', 57_400],
      ['a', 99_000],
      ['~', 30_000],
    ] as const) {
      const response = await tenant.fetch(tenant.issuer + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grant_type: 'client_credentials',
          client_id: known.client_id,
          token: sign.repeat(size),
        }),
      });
      expect(response.status).toBe(413);
    }
  },
);
