import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchTrusting } from '../../src/http/trusting-fetch.ts';
import { type MemoryTenant, serveInMemory } from '../../src/local-tenant/memory-tenant.ts';
import { ManagementClient } from '../../src/management/management-client.ts';

let tenant: MemoryTenant;
let management: ManagementClient;
let fetch: typeof globalThis.fetch;
/** Of the custom domain and of the tenant itself. */
let custom: string;
let own: string;

beforeAll(async () => {
  tenant = await serveInMemory({});
  const { domain, ca, deployer: credentials } = tenant;
  management = new ManagementClient({ domain, ca, credentials });
  fetch = fetchTrusting(tenant);
  own = tenant.issuer;
  custom = own.replace('localhost', 'login.localhost');
});

afterAll(async () => {
  await management.close();
  await tenant.close();
});

const discovery = async (issuer: string) =>
  (await (await fetch(`${issuer}.well-known/openid-configuration`)).json()) as Record<string, string>;

const token = async (issuer: string) => {
  const { clientId: client_id, clientSecret: client_secret } = tenant.deployer;
  const response = await fetch(`${issuer}oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id,
      client_secret,
      audience: `${own}api/v2/`,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

const settingsStatus = async (issuer: string, bearer: string) =>
  (await fetch(`${issuer}api/v2/tenants/settings`, { headers: { authorization: `Bearer ${bearer}` } }))
    .status;

test('a tenant has none at first, and is not served at the name of one', async () => {
  expect(await management.get('/custom-domains')).toEqual([]);
  const response = await fetch(`${custom}.well-known/openid-configuration`);
  expect(response.status).toBe(404);
});

describe('a custom domain', () => {
  beforeAll(async () => {
    const made = await management.post('/custom-domains', {
      domain: 'login.localhost',
      type: 'auth0_managed_certs',
    });
    expect(made).toMatchObject({ status: 'pending_verification', primary: true });
    expect((await fetch(`${custom}.well-known/openid-configuration`)).status).toBe(404);
    const { custom_domain_id: id } = made as { custom_domain_id: string };
    expect(await management.post(`/custom-domains/${id}/verify`, {})).toMatchObject({ status: 'ready' });
  });

  test('is an issuer of its own in its metadata, with the keys of the tenant', async () => {
    const [atCustom, atOwn] = await Promise.all([discovery(custom), discovery(own)]);
    expect(atCustom['issuer']).toBe(custom);
    expect(atCustom['authorization_endpoint']).toBe(`${custom}authorize`);
    expect(atOwn['issuer']).toBe(own);
    const keys = await Promise.all(
      [atCustom, atOwn].map(async ({ jwks_uri: uri = '' }) => (await fetch(uri)).json()),
    );
    expect(keys[0]).toEqual(keys[1]);
  });

  test('is in the iss of tokens that were asked for at it, and never in the aud', async () => {
    const [fromCustom, fromOwn] = await Promise.all([token(custom), token(own)]);
    expect(decodeJwt(fromCustom)).toMatchObject({ iss: custom, aud: `${own}api/v2/` });
    expect(decodeJwt(fromOwn)).toMatchObject({ iss: own, aud: `${own}api/v2/` });
  });

  test('has the Management API for its own tokens, as the tenant has for its own', async () => {
    const [fromCustom, fromOwn] = await Promise.all([token(custom), token(own)]);
    expect(await settingsStatus(custom, fromCustom)).toBe(200);
    expect(await settingsStatus(own, fromOwn)).toBe(200);
    expect(await settingsStatus(own, fromCustom)).toBe(401);
    expect(await settingsStatus(custom, fromOwn)).toBe(401);
  });

  test('is taken once', async () => {
    const body = { domain: 'login.localhost', type: 'auth0_managed_certs' };
    await expect(management.post('/custom-domains', body)).rejects.toMatchObject({ status: 409 });
  });

  test('that the DNS knows nothing of waits for verification', async () => {
    const body = { domain: 'login.example.com', type: 'auth0_managed_certs' };
    const made = (await management.post('/custom-domains', body)) as {
      custom_domain_id: string;
      is_default: boolean;
    };
    const path = `/custom-domains/${made.custom_domain_id}`;
    const { is_default: _isDefault, ...asBefore } = made;
    expect(await management.post(`${path}/verify`, {})).toEqual(asBefore);
    await management.delete(path);
    // What is gone is deleted again without a refusal, and read with one.
    await management.delete(path);
    await expect(management.get(path)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining(`The custom domain ${made.custom_domain_id} does not exist`) as string,
    });
  });
});
