import { expect, onTestFinished, test } from 'vitest';
import { startLocalTenant } from '../../src/testing/index.ts';

const hostile = '<script>alert(1)</script>"\'&';

async function started() {
  const tenant = await startLocalTenant({
    seed: {
      clients: [{ name: 'Files', client_id: 'files', client_secret: 'never-shown-anywhere' }],
      resourceServers: [
        { name: 'Files API', identifier: 'https://files.example/api', scopes: [{ value: 'files:read' }] },
      ],
      clientGrants: [{ client_id: 'Files', audience: 'https://files.example/api', scope: ['files:read'] }],
      roles: [{ name: 'Reader' }],
      users: [{ email: 'ada@example.com', password: 'Correct-horse-7', roles: ['Reader'] }],
      tenant: { flags: { enable_dynamic_client_registration: true } },
    },
  });
  onTestFinished(() => tenant.close());
  return tenant;
}

test('shows what the tenant holds, who registered itself, and what was refused; escaped, and without secrets', async () => {
  const tenant = await started();
  const registered = await tenant.fetch(`${tenant.issuer}oidc/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Newcomer',
      redirect_uris: ['https://new.example/callback'],
    }),
  });
  expect(registered.status).toBe(201);
  await tenant.fetch(`${tenant.issuer}authorize?client_id=${encodeURIComponent(hostile)}`);

  const answer = await tenant.fetch(tenant.issuer);
  expect([answer.status, answer.headers.get('content-security-policy')]).toEqual([
    200,
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  ]);
  const page = await answer.text();
  for (const shown of [
    'Files API',
    'https://files.example/api',
    'files:read',
    'ada@example.com',
    'Reader',
    'POST /oidc/register',
  ]) {
    expect(page).toContain(shown);
  }
  expect(page).toMatch(/Registered by themselves <small>1<\/small>[\s\S]*Newcomer/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  expect(page).not.toContain('<script');
  expect(page).not.toContain('never-shown-anywhere');
  expect(page).not.toContain(tenant.deployer.clientSecret);
});
