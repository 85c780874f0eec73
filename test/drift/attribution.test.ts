import { describe, expect, test } from 'vitest';
import { checkDrift } from '../../src/drift/check-drift.ts';
import { stackView } from '../../src/drift/render/report-view.ts';
import { renderText } from '../../src/drift/render/text.ts';
import type { Finding } from '../../src/drift/findings/finding.ts';
import type { Applied } from '../../src/drift/stack/applied.ts';
import { everybodysNow } from '../../src/local-tenant/clock.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import type { ClientCredentials } from '../../src/management/management-token.ts';
import { readScopes } from '../../src/management/resources/resource-types.ts';
import { latestChanges } from '../../src/drift/tenant/tenant-changes.ts';
import { serveStub } from '../support/stand-ins/tenant-stub.ts';
import { stackConfig } from '../support/project/stack-config.ts';
import { driftTenant } from '../support/tenants/drift-tenant.ts';

type Deployed = Awaited<ReturnType<typeof driftTenant>>;

const ignored = (match: string) => ({ match, reason: 'of the test' });

async function driftOf(
  { tenant, address, settings, applied }: Deployed,
  given: {
    readonly applied?: Applied;
    readonly local?: boolean;
    readonly credentials?: ClientCredentials;
  } = {},
) {
  return checkDrift({
    stack: 'local',
    settings,
    local: true,
    applied: { ...applied, savedAtMs: everybodysNow() - 1000 },
    address,
    credentials: tenant.deployer,
    heldSecrets: [],
    ignores: ['Deployer', 'Admin', '*/api/v2/', 'Reader'].map(ignored),
    failOn: 'low',
    ...given,
  });
}

/** An application of its own, which somebody uses beside the deployer. */
async function another({ tenant, client }: Deployed, name: string, scope: readonly string[]) {
  const { client_id: clientId, client_secret: clientSecret } = (await client.post('/clients', {
    name,
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
  })) as { readonly client_id: string; readonly client_secret: string };
  const audience = `https://${tenant.domain}/api/v2/`;
  await client.post('/client-grants', { client_id: clientId, audience, scope });
  return { clientId, clientSecret };
}

/** Changes the tenant as the application Admin. */
async function byAdmin(deployed: Deployed, change: (admin: ManagementClient) => Promise<unknown>) {
  const credentials = await another(deployed, 'Admin', [
    'update:clients',
    'update:tenant_settings',
    'delete:roles',
    'create:clients',
    'update:resource_servers',
    'update:attack_protection',
    'create:connections',
    'delete:connections',
  ]);
  const admin = new ManagementClient({ ...deployed.address, credentials });
  await change(admin);
  await admin.close();
}

const told = (findings: readonly Finding[]) =>
  findings.map(({ kind, name, path = '', changedBy }) => `${kind} ${name} ${path}: ${changedBy?.by ?? '?'}`);

test('an event of the dashboard names the person', async () => {
  const event = {
    log_id: '1',
    date: '2026-11-30T10:21:07.114Z',
    type: 'sapi',
    description: 'Update a client',
    client_id: 'dashboard',
    client_name: '',
    details: {
      request: {
        method: 'patch',
        path: '/api/v2/clients/abc',
        channel: 'https://manage.auth0.com/',
        auth: { strategy: 'jwt', user: { name: 'Ada', email: 'ada@example.com', user_id: 'auth0|1' } },
        body: { callbacks: [] },
      },
      response: { statusCode: 200, body: { client_id: 'abc' } },
    },
  };
  const registration = { ...event, description: 'Dynamic client registration', details: { ip: '192.0.2.1' } };
  const stub = await serveStub(({ path }) =>
    path.startsWith('/api/v2/logs?') ? { body: [registration, event] } : undefined,
  );
  const api = new ManagementClient({ ...stub, credentials: { clientId: 'a', clientSecret: 'b' } });
  expect(await latestChanges(api)).toEqual([
    {
      atMs: Date.parse(event.date),
      date: event.date,
      method: 'PATCH',
      path: '/clients/abc',
      by: 'ada@example.com, with dashboard',
      body: { callbacks: [] },
      madeId: 'abc',
    },
  ]);
  await api.close();
});

describe('who changed the tenant', () => {
  test('is told by the last change of the property, of whatever kind the finding is', async () => {
    const deployed = await driftTenant(stackConfig('local'));
    const connector = deployed.idOf('connector');
    await byAdmin(deployed, async (admin) => {
      await admin.patch(`/clients/${connector}`, { callbacks: ['https://evil.example/cb'] });
      await admin.patch('/tenants/settings', { flags: { enable_dynamic_client_registration: true } });
      await admin.patch(`/resource-servers/${deployed.idOf('omnichat-api')}`, { token_lifetime: 86_400 });
      await admin.delete(`/roles/${deployed.idOf('operator')}`);
      await admin.patch('/attack-protection/brute-force-protection', { enabled: false });
    });
    // The deployer comes later, to other things of the same.
    await deployed.client.patch(`/clients/${connector}`, { description: 'Mine' });
    await deployed.client.patch('/tenants/settings', { flags: { enable_sso: true } });
    const { findings } = await driftOf(deployed);
    expect(told(findings).toSorted()).toMatchInlineSnapshot(`
      [
        "changed connector callbacks: Admin",
        "changed connector description: Deployer",
        "changed omnichat-api tokenLifetime: Admin",
        "changed tenant flags.enableDynamicClientRegistration: Admin",
        "deleted operator : Admin",
        "undeclared attack-protection bruteForceProtection.enabled: Admin",
      ]
    `);
  });

  test('of what nobody declared is whoever made it', async () => {
    const deployed = await driftTenant(stackConfig('local'));
    await byAdmin(deployed, (admin) =>
      admin.post('/clients', { name: 'Mine', callbacks: ['https://mine.example/cb'] }),
    );
    const { findings } = await driftOf(deployed);
    expect(told(findings)).toEqual(['unmanaged Mine : Admin']);
  });

  test('of what was deleted and made anew is whoever made it so', async () => {
    const deployed = await driftTenant(stackConfig('local'));
    await byAdmin(deployed, async (admin) => {
      await admin.delete(`/connections/${deployed.idOf('users')}`);
      await admin.post('/connections', { name: 'omnichat-users', strategy: 'auth0' });
    });
    const { findings } = await driftOf(deployed);
    expect(told(findings)).toEqual(
      expect.arrayContaining(['changed users id: Admin', 'changed users isDomainConnection: Admin']),
    );
  });

  test('is shown with its date, and of the rest that it cannot be told', async () => {
    const deployed = await driftTenant(stackConfig('local'));
    const connector = deployed.idOf('connector');
    await deployed.client.patch(`/clients/${connector}`, { callbacks: ['https://evil.example/cb'] });
    const shown = renderText(stackView(await driftOf(deployed)), (_style, text) => text);
    expect(shown).toMatch(/Done by Deployer, \d{4}-\d\d-\d\dT[\d:.]+Z\./);
    expect(shown).not.toContain('cannot be told');

    const later = { ...deployed.applied, savedAtMs: everybodysNow() + 1000 };
    const report = await driftOf(deployed, { applied: later });
    expect(told(report.findings)).toEqual(['changed connector callbacks: ?']);
    expect(renderText(stackView(report), (_style, text) => text)).toContain(
      `Who did it cannot be told: the tenant's log has no such request since ${report.changesSince}.`,
    );
  });

  test.each([
    ['a state that does not say when it was saved', {}],
    ['a deploy of this very moment, by a clock that is not the tenant’s', { local: false }],
  ])('is not guessed after %s', async (_what, given) => {
    const deployed = await driftTenant(stackConfig('local'));
    await deployed.client.patch(`/clients/${deployed.idOf('connector')}`, {
      callbacks: ['https://evil.example/cb'],
    });
    const applied =
      'local' in given ? { ...deployed.applied, savedAtMs: everybodysNow() - 1000 } : deployed.applied;
    const { findings } = await driftOf(deployed, { ...given, applied });
    expect(told(findings)).toEqual(['changed connector callbacks: ?']);
  });

  test('without the scope for the log is not checked, and the verdict stands', async () => {
    const deployed = await driftTenant(stackConfig('local'));
    const credentials = await another(deployed, 'Reader', readScopes);
    expect((await driftOf(deployed, { credentials })).notChecked).toEqual([]);
    await deployed.client.patch(`/clients/${deployed.idOf('connector')}`, {
      callbacks: ['https://evil.example/cb'],
    });
    const report = await driftOf(deployed, { credentials });
    expect(report.verdict).toBe('drift');
    expect(report.notChecked).toMatchObject([
      { what: 'who changed it', cause: 'missing-scope', optional: true },
    ]);
    expect(report.notChecked[0]?.missingScopes).toContain('read:logs');
  });
});
