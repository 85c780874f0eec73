import { describe, expect, test } from 'vitest';
import { auditTenant } from '../../../src/drift/audit/audit-tenant.ts';
import { auditView } from '../../../src/drift/audit/audit-view.ts';
import { judgeCustomDomains } from '../../../src/drift/audit/judge-custom-domains.ts';
import { renderText } from '../../../src/drift/render/text.ts';
import type { LiveCustomDomain } from '../../../src/management/custom-domains.ts';
import { readScopes } from '../../../src/management/resources/resource-types.ts';
import { stackConfig } from '../../support/project/stack-config.ts';
import { driftTenant } from '../../support/tenants/drift-tenant.ts';
import { serveStub } from '../../support/stand-ins/tenant-stub.ts';

const ready: LiveCustomDomain = { domain: 'login.example.com', status: 'ready', tls_policy: 'recommended' };
const dns = { name: 'CNAME', record: 'cd-1.edge.tenants.auth0.com', domain: 'login.example.com' };

function found(
  customDomains: readonly LiveCustomDomain[] | undefined,
  login?: { readonly customDomain?: string },
) {
  return judgeCustomDomains({
    domain: 'omnichat.eu.auth0.com',
    named: login === undefined ? { domain: 'omnichat.eu.auth0.com' } : { stack: 'prod' },
    isProduction: true,
    declared: [],
    ownClientId: 'reader',
    applications: [],
    apis: [],
    grants: [],
    connections: [],
    settings: undefined,
    customDomains,
    login,
  });
}

const short = (findings: ReturnType<typeof found>) =>
  findings.map(({ kind, severity, name, path = '' }) => `${kind} ${severity} ${name} ${path}`.trim());

describe('a custom domain', () => {
  test('that nobody could look for is no finding, and none either where it is in order', () => {
    expect(found(undefined)).toEqual([]);
    expect(found([ready])).toEqual([]);
    expect(found([ready], { customDomain: 'login.example.com' })).toEqual([]);
    expect(found([], {})).toEqual([]);
  });

  test('is missing where nobody says that there is to be none', () => {
    const findings = found([]);
    expect(short(findings)).toEqual(['unsafe low custom domain']);
    expect(findings[0]).toMatchObject({ mendBy: 'person' });
  });

  test('is missing where the stack names it', () => {
    expect(short(found([ready], { customDomain: 'id.example.com' }))).toEqual([
      'missing high id.example.com',
    ]);
  });

  test('that the stack does not name serves nobody', () => {
    const [finding] = found([ready], {});
    expect(short([finding!])).toEqual(['unsafe low login.example.com']);
    expect(finding?.mend).toContain('omnichat:customDomain: login.example.com into Pulumi.prod.yaml');
    expect(finding?.mend).toContain('node bin/omnichat-auth0.js up -s prod');
  });

  test('that is not verified is told with what its DNS lacks, the worse where people log in there', () => {
    const pending = { ...ready, status: 'pending_verification', verification: { methods: [dns] } };
    const [finding] = found([pending]);
    expect(short([finding!])).toEqual(['missing medium login.example.com status']);
    expect(finding?.mend).toContain('CNAME cd-1.edge.tenants.auth0.com at login.example.com');
    expect(short(found([pending], { customDomain: 'login.example.com' }))).toEqual([
      'missing high login.example.com status',
    ]);
  });

  test.each(['provisioning_failed', 'renewing_failed'])(
    'whose certificate is %s ends before long',
    (status) => {
      const [finding] = found([{ ...ready, certificate: { status, error_msg: 'CAA record forbids it' } }]);
      expect(short([finding!])).toEqual(['missing high login.example.com certificate.status']);
      expect(finding?.why).toContain('(CAA record forbids it)');
      expect(found([{ ...ready, certificate: { status: 'provisioned' } }])).toEqual([]);
    },
  );

  test('that takes old versions of TLS is not safe', () => {
    expect(short(found([{ ...ready, tls_policy: 'compatible' }]))).toEqual([
      'unsafe medium login.example.com tlsPolicy',
    ]);
  });
});

test('without its scope is not checked, and the rest stands', async () => {
  const { tenant, address, client, settings } = await driftTenant(stackConfig('prod'));
  const reader = (await client.post('/clients', {
    name: 'Reader',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
    jwt_configuration: { alg: 'RS256' },
    oidc_conformant: true,
  })) as { readonly client_id: string; readonly client_secret: string };
  const grant = { client_id: reader.client_id, audience: `https://${tenant.domain}/api/v2/` };
  await client.post('/client-grants', { ...grant, scope: readScopes });
  const report = await auditTenant({
    address,
    credentials: { clientId: reader.client_id, clientSecret: reader.client_secret },
    named: { stack: 'prod' },
    settings: { ...settings, customDomain: 'login.example.com' },
    failOn: 'critical',
  });
  expect(report.notChecked).toMatchObject([
    {
      what: 'custom domains',
      cause: 'missing-scope',
      missingScopes: ['read:custom_domains'],
      optional: true,
    },
  ]);
  expect(report.verdict).toBe('clean');
  const plain = (findings = report.findings) =>
    renderText(auditView({ ...report, findings }), (_style, text) => text);
  expect(plain()).toContain('not checked  custom domains: grant read:custom_domains to the application');
  expect(plain([]).split('\n').at(-1)).toBe('No finding in what was checked.');
});

test.each([
  [403, 'The account is not allowed to perform this operation, please contact our support team', undefined],
  [403, 'There must be a verified credit card on file to perform this operation', undefined],
  [500, 'Oops', 'network'],
])('of a tenant that answers %i "%s"', async (statusCode, message, cause) => {
  const stub = await serveStub(({ path }) =>
    path === '/api/v2/custom-domains'
      ? {
          status: statusCode,
          body: { statusCode, error: 'x', errorCode: 'operation_not_supported', message },
        }
      : undefined,
  );
  const { notChecked } = await auditTenant({
    address: { domain: stub.domain, ca: stub.ca },
    credentials: { clientId: 'reader', clientSecret: 'secret' },
    named: { domain: stub.domain },
    failOn: 'low',
  });
  const parts = notChecked.filter(({ what }) => what.includes('custom domains'));
  expect(parts.map((each) => [each.cause, each.optional])).toEqual(
    cause === undefined ? [] : [[cause, undefined]],
  );
});
