import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveOAuth, type OAuthTenant } from '../../support/oauth-tenant.ts';

let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
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
