import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  tenantDomain,
  managementTenant,
  managementToken,
  type ManagementTenant,
} from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;

beforeAll(async () => {
  tenant = await managementTenant();
});

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const readClients = { scope: 'read:clients' };

describe('a token', () => {
  test('signed with the current or the next key is accepted', async () => {
    for (const key of [tenant.keys.current, tenant.keys.next]) {
      const answer = await tenant.send('/clients', bearer(await managementToken(key, readClients)));
      expect(answer.status).toBe(200);
    }
  });

  test.each([
    [
      'expired',
      { ...readClients, exp: nowSeconds() - 1 },
      'Expired token received for JSON Web Token validation',
    ],
    ['without an expiry', { ...readClients, exp: undefined }, 'Invalid token'],
    ['of another issuer', { ...readClients, iss: 'https://elsewhere.auth0.com/' }, 'Invalid token'],
    ['not yet valid', { ...readClients, nbf: nowSeconds() + 60 }, 'Invalid token'],
    [
      'for another audience',
      { ...readClients, aud: 'https://omnichat.com/api' },
      `Bad audience: expected https://${tenantDomain}/api/v2/`,
    ],
  ])('%s is refused', async (_case, claims, message) => {
    const answer = await tenant.send('/clients', bearer(await managementToken(tenant.keys.current, claims)));
    expect(answer.body).toEqual({ statusCode: 401, error: 'Unauthorized', message });
    expect(answer.headers.get('www-authenticate')).toBe(`Bearer error="${message}"`);
  });

  test('signed with a key of somebody else is refused', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forged = await managementToken({ ...tenant.keys.current, privateKey }, readClients);
    const answer = await tenant.send('/clients', bearer(forged));
    expect(answer.status).toBe(401);
    expect(answer.body.message).toBe('Invalid signature received for JSON Web Token validation');
  });

  test('with an unknown kid is refused', async () => {
    const answer = await tenant.send(
      '/clients',
      bearer(await managementToken({ ...tenant.keys.current, kid: 'unknown' }, readClients)),
    );
    expect(answer.status).toBe(401);
    expect(answer.body.message).toBe('Invalid token');
  });

  test('with another algorithm is refused', async () => {
    const claims = {
      ...readClients,
      iss: `https://${tenantDomain}/`,
      aud: `https://${tenantDomain}/api/v2/`,
      exp: nowSeconds() + 60,
    };
    const publicKey = tenant.keys.current.publicKey.export({ type: 'spki', format: 'pem' });
    const hs256 = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: tenant.keys.current.kid })
      .sign(Buffer.from(publicKey));
    const rs512 = await managementToken(tenant.keys.current, readClients, 'RS512');
    for (const token of [new UnsecuredJWT(claims).encode(), hs256, rs512]) {
      const answer = await tenant.send('/clients', bearer(token));
      expect(answer.status).toBe(401);
      expect(answer.body.message).toBe('Invalid token');
    }
  });
});

test('refuses a call without a token', async () => {
  const answer = await tenant.send('/clients');
  expect(answer.status).toBe(401);
  expect(answer.body).toEqual({ statusCode: 401, error: 'Unauthorized', message: 'Missing authentication' });
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="Missing authentication"');
});

test('refuses another authentication scheme', async () => {
  const answer = await tenant.send('/clients', { headers: { authorization: 'Basic YTpi' } });
  expect(answer.body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: 'Bad HTTP authentication header format',
    errorCode: 'Bearer',
  });
});

test('names the scopes that an operation expects', async () => {
  const answer = await tenant.callWith(['read:clients'], 'POST', '/clients', { name: 'x' });
  expect(answer.body).toEqual({
    statusCode: 403,
    error: 'Forbidden',
    message: 'Insufficient scope, expected any of: create:clients',
    errorCode: 'insufficient_scope',
  });
});

test('judges the token before the body', async () => {
  const answer = await tenant.callWith(['read:clients'], 'POST', '/clients', { nonsense: true });
  expect(answer.status).toBe(403);
});
