import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, client, serveOAuth, type OAuthTenant } from '../../support/tenants/oauth-tenant.ts';

const files = 'https://files.example/api';
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    transaction.clients.put(
      client({
        client_id: 'robot',
        callbacks: ['https://callback.example/done'],
        web_origins: ['https://web.example'],
        allowed_origins: ['https://allowed.example'],
      }),
    );
    transaction.resourceServers.put(api({ identifier: files }));
    transaction.clientGrants.put({
      id: 'cgr_1',
      client_id: 'robot',
      audience: files,
      scope: [],
      subject_type: 'client',
    });
  });
});

afterAll(async () => {
  await tenant.close();
});

describe('the token endpoint', () => {
  test.each([
    ['https://web.example', 'https://web.example'],
    ['https://allowed.example', 'https://allowed.example'],
    ['https://callback.example', 'https://callback.example'],
    ['https://elsewhere.example', null],
    ['null', null],
  ])('answers a request from %s and lets it read: %s', async (origin, allowed) => {
    const response = await tenant.fetch(`${tenant.issuer}oauth/token`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: 'robot',
        client_secret: 'secret of robot',
        audience: files,
      }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
  });
});

test('the well-known documents are for every origin', async () => {
  for (const path of ['openid-configuration', 'oauth-authorization-server', 'jwks.json']) {
    const response = await tenant.fetch(`${tenant.issuer}.well-known/${path}`, {
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://elsewhere.example');
  }
});
