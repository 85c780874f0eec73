import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as oauth4webapi from 'oauth4webapi';
import { serveOAuth, type OAuthTenant } from '../../support/tenants/oauth-tenant.ts';

let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
});

afterAll(async () => {
  await tenant.close();
});

async function discovery(path = 'openid-configuration'): Promise<Record<string, unknown>> {
  const response = await tenant.fetch(`${tenant.issuer}.well-known/${path}`);
  return (await response.json()) as Record<string, unknown>;
}

describe('the discovery document', () => {
  test.each(['oidc', 'oauth2'] as const)('is accepted by oauth4webapi as %s', async (algorithm) => {
    const response = await oauth4webapi.discoveryRequest(new URL(tenant.issuer), {
      algorithm,
      [oauth4webapi.customFetch]: tenant.fetch,
    });
    const server = await oauth4webapi.processDiscoveryResponse(new URL(tenant.issuer), response);
    expect(server.issuer).toBe(tenant.issuer);
    expect(server.token_endpoint).toBe(`${tenant.issuer}oauth/token`);
    expect(server.authorization_endpoint).toBe(`${tenant.issuer}authorize`);
    expect(server.code_challenge_methods_supported).toContain('S256');
  });

  test('is the same at both addresses, and may be cached', async () => {
    expect(await discovery('oauth-authorization-server')).toStrictEqual(await discovery());
    const response = await tenant.fetch(`${tenant.issuer}.well-known/openid-configuration`);
    expect(response.headers.get('cache-control')).toBe(
      'public, max-age=15, stale-while-revalidate=15, stale-if-error=86400',
    );
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('names the registration endpoint with registration off, and API scopes never', async () => {
    const document = await discovery();
    expect(document['registration_endpoint']).toBe(`${tenant.issuer}oidc/register`);
    expect(document['scopes_supported']).not.toContain('files:read');
  });

  test.each([
    [
      'authorization_response_iss_parameter_supported',
      { authorization_response_iss_parameter_supported: true },
      true,
    ],
    ['client_id_metadata_document_supported', { client_id_metadata_document_supported: true }, true],
    [
      'end_session_endpoint',
      { oidc_logout: { rp_logout_end_session_endpoint_discovery: true } },
      'oidc/logout',
    ],
  ])('has %s only when the tenant setting is on', async (name, change, expected) => {
    const { settings } = tenant.store.documents;
    expect(await discovery()).not.toHaveProperty(name);
    await tenant.store.write((transaction) => {
      transaction.setDocument('settings', { ...settings, ...change });
    });
    const value = typeof expected === 'string' ? tenant.issuer + expected : expected;
    expect(await discovery()).toHaveProperty(name, value);
    await tenant.store.write((transaction) => {
      transaction.setDocument('settings', settings);
    });
  });
});

test('the JWKS holds the current and the next key with their certificates and nothing private', async () => {
  const response = await tenant.fetch(`${tenant.issuer}.well-known/jwks.json`);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('cache-control')).toMatch(/^public, max-age=15/u);
  const { keys } = (await response.json()) as { keys: Record<string, unknown>[] };
  expect(keys.map((key) => key['kid'])).toStrictEqual([tenant.keys.current.kid, tenant.keys.next.kid]);
  for (const key of keys) {
    expect(Object.keys(key).sort()).toStrictEqual(['alg', 'e', 'kid', 'kty', 'n', 'use', 'x5c', 'x5t']);
    expect(key).toMatchObject({ alg: 'RS256', kty: 'RSA', use: 'sig', e: 'AQAB' });
    const [chain] = key['x5c'] as string[];
    const certificate = new X509Certificate(Buffer.from(chain!, 'base64'));
    expect(certificate.publicKey.export({ format: 'jwk' })).toMatchObject({ n: key['n'] });
    const thumbprint = Buffer.from(certificate.fingerprint.replaceAll(':', ''), 'hex');
    expect(key['x5t']).toBe(thumbprint.toString('base64url'));
  }
});
