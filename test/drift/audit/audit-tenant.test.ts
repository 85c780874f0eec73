import { describe, expect, test } from 'vitest';
import { auditTenant } from '../../../src/drift/audit/audit-tenant.ts';
import type { Settings } from '../../../infra/settings/settings.ts';
import type { AuditFinding } from '../../../src/drift/audit/audit-report.ts';
import type { DirectoryTenant } from '../../../src/local-tenant/index.ts';
import { tokens } from '../../../src/management/resources/resource-types.ts';
import type { TenantAddress } from '../../../src/management/tenant-connection.ts';
import type { WireObject } from '../../../src/management/paging.ts';
import { driftTenant } from '../../support/tenants/drift-tenant.ts';
import { embeddedTenant } from '../../support/tenants/embedded-tenant.ts';
import { stackConfig } from '../../support/project/stack-config.ts';

interface Tenant {
  readonly tenant: Pick<DirectoryTenant, 'deployer'>;
  readonly address: TenantAddress;
  readonly settings?: Settings;
}

async function audit({ tenant, address, settings }: Tenant) {
  return auditTenant({
    address,
    credentials: tenant.deployer,
    named: { stack: 'local' },
    ...(settings && { settings }),
    failOn: 'low',
  });
}

const short = ({ kind, severity, name, path }: AuditFinding) =>
  [kind, severity, name, ...(path === undefined ? [] : [path])].join(' ');

/** A tenant as it is on its first day, and one application that nobody gave a thought to. */
async function handMade(properties: object = {}) {
  const made = await embeddedTenant();
  const application = (await made.client.post('/clients', {
    name: 'My App',
    callbacks: ['https://app.example/callback'],
    ...properties,
  })) as WireObject;
  return { ...made, application };
}

test('says what a new tenant lacks before ChatGPT can link', async () => {
  const report = await audit(await embeddedTenant());
  expect(report.findings.map(short)).toEqual([
    'missing high tenant settings resourceParameterProfile',
    'missing high an API',
    'missing high an application for ChatGPT callbacks',
    'missing medium tenant settings authorizationResponseIssParameterSupported',
    'unsafe low tenant settings flags.revokeRefreshTokenGrant',
    'unsafe low custom domain',
  ]);
  expect(report).toMatchObject({ verdict: 'findings', applications: 1, notChecked: [] });
});

test("finds nothing in the project's own tenant", async () => {
  const report = await audit(await driftTenant(stackConfig('prod')));
  expect(report.findings.map(short)).toEqual([]);
});

describe('an application', () => {
  test("with Auth0's own defaults is not fit for OAuth 2.1", async () => {
    const report = await audit(await handMade());
    expect(report.findings.filter(({ name }) => name === 'My App').map(short)).toEqual([
      'unsafe high My App grantTypes',
      'unsafe high My App jwtConfiguration.alg',
      'unsafe medium My App oidcConformant',
      'unsafe medium My App refreshToken.expirationType',
    ]);
  });

  test.each([
    [{ callbacks: ['https://*.app.example/callback'] }, 'unsafe critical My App callbacks'],
    [{ callbacks: ['http://app.example/callback'] }, 'unsafe critical My App callbacks'],
    [{ grant_types: ['password'] }, 'unsafe high My App grantTypes'],
    [{ cross_origin_authentication: true }, 'unsafe high My App crossOriginAuth'],
    [{ callbacks: ['https://chatgpt.com/connector/oauth/x'] }, undefined],
  ])('is judged by what it is: %j', async (properties, expected) => {
    const findings = (await audit(await handMade(properties))).findings.map(short);
    if (expected === undefined)
      expect(findings.filter((text) => text.includes('My App callbacks'))).toEqual([]);
    else expect(findings).toContain(expected);
  });

  test('that Auth0 makes for every tenant is known', async () => {
    const made = await embeddedTenant();
    await made.client.post('/clients', { name: 'Default App' });
    expect((await audit(made)).findings.filter(({ name }) => name === 'Default App')).toEqual([]);
  });
});

describe('a grant on the Management API', () => {
  test('is critical where an application that logs people in holds it, as the setup guide has it', async () => {
    const made = await handMade();
    await made.client.post('/client-grants', {
      client_id: made.application['client_id'],
      audience: `https://${made.tenant.domain}/api/v2/`,
      scope: ['create:clients'],
    });
    const { findings } = await audit(made);
    expect(findings[0]).toMatchObject({
      kind: 'over-wide',
      severity: 'critical',
      name: `My App → https://${made.tenant.domain}/api/v2/`,
      actual: ['create:clients'],
    });
  });

  test.each([
    [['read:clients'], []],
    [['read:clients', 'update:clients'], ['update:clients']],
  ])('of a machine-to-machine application counts by its scopes: %j', async (scope, mighty) => {
    const made = await handMade({ grant_types: ['client_credentials'], callbacks: [] });
    await made.client.post('/client-grants', {
      client_id: made.application['client_id'],
      audience: `https://${made.tenant.domain}/api/v2/`,
      scope,
    });
    const found = (await audit(made)).findings.filter(({ kind }) => kind === 'over-wide');
    expect(found.map(({ severity, actual }) => [severity, actual])).toEqual(
      mighty.length === 0 ? [] : [['medium', mighty]],
    );
  });
});

test('says that ChatGPT is an unknown client where its document is called for, and was not imported', async () => {
  const made = await embeddedTenant();
  const document = 'https://chatgpt.com/oauth/client.json';
  const found = async () => (await audit(made)).findings.filter(({ path }) => path === 'externalClientId');
  expect(await found()).toEqual([]);

  await made.client.patch('/tenants/settings', { client_id_metadata_document_supported: true });
  expect(await found()).toMatchObject([
    {
      kind: 'missing',
      severity: 'high',
      expected: document,
      mend: `node bin/omnichat-auth0.js mend import ${document} -s local`,
    },
  ]);

  made.documents.set(document, {
    client_id: document,
    client_name: 'ChatGPT',
    redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  });
  await made.client.post('/clients/cimd/register', { external_client_id: document });
  expect(await found()).toEqual([]);
});

test('names the litter of third parties that registered again and again', async () => {
  const made = await embeddedTenant();
  for (let copy = 0; copy < 5; copy += 1) {
    await made.client.post('/clients', {
      name: 'Claude',
      is_first_party: false,
      callbacks: ['https://x.example/cb'],
    });
  }
  const litter = (await audit(made)).findings.filter(({ kind }) => kind === 'litter');
  expect(litter.map(({ name, actual, severity }) => [name, actual, severity])).toEqual([
    ['Claude', 5, 'low'],
  ]);
});

test('says what clients that may register would lack', async () => {
  const made = await embeddedTenant();
  await made.client.patch('/tenants/settings', { flags: { enable_dynamic_client_registration: true } });
  const texts = (await audit(made)).findings.map(short);
  expect(texts).toContain('missing high a connection on domain level isDomainConnection');
  expect(texts).toContain('missing high a default grant for third parties defaultFor');
});

test('tells applications of one name apart, and leaves the others their names', async () => {
  const made = await handMade();
  const twin = (await made.client.post('/clients', {
    name: 'My App',
    callbacks: ['http://app.example/callback'],
  })) as WireObject;
  await made.client.post('/clients', { name: 'Another', callbacks: ['http://app.example/callback'] });
  const texts = (await audit(made)).findings.map(short);
  expect(texts).toContain(`unsafe critical My App (${String(twin['client_id'])}) callbacks`);
  expect(texts).toContain(`unsafe high My App (${String(made.application['client_id'])}) grantTypes`);
  expect(texts).toContain('unsafe critical Another callbacks');
});

test('has the program restore a grant that it declares, and no other', async () => {
  const deployed = await driftTenant({ ...stackConfig('local'), 'omnichat:registration': 'native' });
  const { client, idOf } = deployed;
  await client.delete(`/client-grants/${idOf('connector-grant')}`);
  await client.delete(`/client-grants/${idOf('third-party-grant')}`);
  await client.post('/clients', {
    name: 'Mine',
    callbacks: ['https://chatgpt.com/connector/oauth/mine'],
    is_first_party: true,
  });
  const mends = (await audit(deployed)).findings
    .filter(({ kind, type }) => kind === 'missing' && type === tokens.clientGrant)
    .map(({ name, mend }) => [name, mend.split(' ').slice(2, 4).join(' ')]);
  expect(Object.fromEntries(mends)).toEqual({
    'OmniChat OAuth 2.1': 'up -s',
    'a default grant for third parties': 'up -s',
    Mine: 'mend grant',
  });
});
