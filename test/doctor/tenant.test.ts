import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../infra/settings/settings.ts';
import program from '../../infra/index.ts';
import { type Applied, nothingDeployed } from '../../src/drift/stack/applied.ts';
import { deployerScopes } from '../../src/management/resources/deployer-scopes.ts';
import type { DirectoryTenant } from '../../src/local-tenant/index.ts';
import type { TenantAddress } from '../../src/management/tenant-connection.ts';
import type { WireObject } from '../../src/management/paging.ts';
import type { DoctorFinding } from '../../src/doctor/report.ts';
import { ownCommand } from '../../src/text/own-command.ts';
import { declaredTypes } from '../support/pulumi/declared-types.ts';
import { driftTenant } from '../support/tenants/drift-tenant.ts';
import { embeddedTenant } from '../support/tenants/embedded-tenant.ts';
import { findingsOf, noFolders, subjectOf } from '../support/verify/examined.ts';
import { hardened } from '../support/project/stack-config.ts';
import { serveStub, type StubAnswer, type StubRequest } from '../support/stand-ins/tenant-stub.ts';

/** Whatever answers at `/.well-known/openid-configuration`. */
async function metadataFinding(answer: (domain: string) => StubAnswer) {
  const stub = await serveStub(({ path }) =>
    path === '/.well-known/openid-configuration' ? answer(stub.domain) : undefined,
  );
  const address = { domain: stub.domain, ca: stub.ca };
  const localTenant = {
    address,
    credentials: { clientId: 'a', clientSecret: 'the secret' },
    applied: nothingDeployed,
    ...noFolders,
  };
  return findingsOf(await subjectOf({ localTenant }));
}

const metadata = (domain: string) => ({
  issuer: `https://${domain}/`,
  authorization_endpoint: `https://${domain}/authorize`,
  token_endpoint: `https://${domain}/oauth/token`,
  jwks_uri: `https://${domain}/.well-known/jwks.json`,
});

describe('a domain', () => {
  test.each<[string, (domain: string) => StubAnswer, string]>([
    [
      'that answers a page',
      () => ({ headers: { 'content-type': 'text/html' }, body: '<html>' }),
      'not Auth0',
    ],
    [
      'without such a tenant',
      () => ({ status: 404, body: { error: 'Not found.' } }),
      'there is no such tenant',
    ],
    [
      'of another authorization server',
      (domain) => ({ body: { issuer: `https://${domain}/` } }),
      'is no Auth0 tenant',
    ],
    [
      'that is a second name of the tenant',
      (domain) => ({ body: { ...metadata(domain), issuer: 'https://login.omnichat.com/' } }),
      'says that it is https://login.omnichat.com/',
    ],
  ])('%s is a problem', async (_, answer, said) => {
    const { domain, credentials } = await metadataFinding(answer);
    expect(domain).toMatchObject({ status: 'problem' });
    expect(domain?.detail).toContain(said);
    expect(credentials).toMatchObject({ status: 'waiting', waitsFor: 'domain' });
  });

  test('that nobody answers at is a problem', async () => {
    const { domain } = await findingsOf(await subjectOf());
    expect(domain).toMatchObject({ status: 'problem' });
    expect(domain?.detail).toContain('0.0.0.0:1');
  });
});

describe('the clock', () => {
  test.each([
    [0, 'ok', "It is the tenant's"],
    [-3600_000, 'problem', 'ahead of'],
    [3600_000, 'problem', 'behind'],
  ])('of a tenant that is %d ms off', async (offMs, status, said) => {
    const date = new Date(Date.now() + offMs).toUTCString();
    const { clock } = await metadataFinding((domain) => ({ headers: { date }, body: metadata(domain) }));
    expect(clock).toMatchObject({ status });
    expect(clock?.detail).toContain(said);
  });
});

describe('the deployer', () => {
  test.each([
    [401, 'access_denied', 'Unauthorized'],
    [403, 'access_denied', 'Client has not been granted scopes'],
  ])('is refused with %d', async (status, error, description) => {
    const stub = await serveStub(({ path }) => {
      if (path.startsWith('/.well-known')) return { body: metadata(stub.domain) };
      return path === '/oauth/token'
        ? { status, body: { error, error_description: description } }
        : undefined;
    });
    const credentials = { clientId: 'deployer', clientSecret: 'the secret' };
    const localTenant = { address: stub, credentials, applied: nothingDeployed, ...noFolders };
    const findings = await findingsOf(await subjectOf({ localTenant }));
    expect(findings['credentials']).toMatchObject({ status: 'problem' });
    expect(findings['credentials']?.detail).toContain(description);
    expect(JSON.stringify(findings)).not.toContain('the secret');
  });

  test('hears of each scope that it lacks, with what needs it', async () => {
    const { tenant, address, client } = await embeddedTenant();
    const all = deployerScopes(declaredTypes()).map(({ scope }) => scope);
    const { client_id: clientId, client_secret: clientSecret } = (await client.post('/clients', {
      name: 'Deployer',
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
    })) as WireObject;
    await client.post('/client-grants', {
      client_id: clientId,
      audience: `https://${tenant.domain}/api/v2/`,
      scope: all.filter((scope) => scope !== 'create:roles' && scope !== 'read:client_keys'),
    });
    const credentials = { clientId: String(clientId), clientSecret: String(clientSecret) };
    const subject = await subjectOf({
      localTenant: { address, credentials, applied: nothingDeployed, ...noFolders },
    });
    const { scopes } = await findingsOf(subject);
    expect(scopes).toMatchObject({
      status: 'problem',
      missingScopes: [
        { scope: 'read:client_keys', neededFor: ['credentials'] },
        { scope: 'create:roles', neededFor: ['role'] },
      ],
    });
    expect(scopes?.detail).toContain('create:roles (role)');
  });
});

/** On a tenant that gives the deployer all that is needed, and answers one more request. */
async function subjectOn(
  answer: (request: StubRequest) => StubAnswer | undefined,
  config: Record<string, string>,
) {
  const scope = deployerScopes(declaredTypes(hardened))
    .map(({ scope: one }) => one)
    .join(' ');
  const stub = await serveStub((request) => {
    if (request.path.startsWith('/.well-known')) return { body: metadata(stub.domain) };
    if (request.path === '/oauth/token')
      return { body: { access_token: 'x', token_type: 'Bearer', expires_in: 60, scope } };
    return answer(request);
  });
  const credentials = { clientId: 'deployer', clientSecret: 'the secret' };
  return subjectOf(
    { localTenant: { address: stub, credentials, applied: nothingDeployed, ...noFolders } },
    config,
  );
}

/** A tenant on this machine has no dashboard: what is amiss there is mended with this tool. */
function expectCuredHere(finding: DoctorFinding | undefined) {
  if (finding?.status === 'ok' || finding?.status === 'skipped') return;
  const cure = JSON.stringify(finding?.cure);
  expect(cure).not.toContain('dashboard');
  expect(cure).toContain(ownCommand(''));
}

describe('step-up', () => {
  const factors = (...enabled: readonly string[]) =>
    ['otp', 'sms', 'recovery-code'].map((name) => ({ name, enabled: enabled.includes(name) }));

  test.each([
    ['mfa', factors(), 'problem', 'nobody could get ssh:execute'],
    ['mfa', factors('recovery-code'), 'problem', 'nobody could get ssh:execute'],
    ['mfa', factors('otp', 'recovery-code'), 'ok', 'otp'],
    [
      'mfa',
      factors('sms'),
      'problem',
      'sms enabled and not otp, the only factor that a tenant on this machine asks for',
    ],
    ['none', factors(), 'skipped', 'omnichat:stepUp is none'],
  ])('%s, with %j enabled: %s', async (stepUp, body, status, said) => {
    const subject = await subjectOn(
      ({ path }) => (path === '/api/v2/guardian/factors' ? { body } : undefined),
      { 'omnichat:stepUp': stepUp },
    );
    const { factors: found } = await findingsOf(subject);
    expect(found).toMatchObject({ status });
    expect(found?.detail).toContain(said);
    expectCuredHere(found);
  });
});

describe('attack protection', () => {
  const botDetection =
    (plan: 'with' | 'without') =>
    ({ path, method }: StubRequest): StubAnswer | undefined => {
      if (method !== 'GET' || !path.startsWith('/api/v2/attack-protection/')) return undefined;
      return plan === 'with'
        ? { body: { bot_detection_level: 'medium', active_provider_id: 'auth_challenge' } }
        : {
            status: 403,
            body: {
              statusCode: 403,
              error: 'Forbidden',
              message: 'Please upgrade your subscription to use bot detection',
              errorCode: 'insufficient_entitlement',
            },
          };
    };

  test.each([
    ['with', { 'omnichat:attackProtection': 'true' }, 'ok', 'Auth0 shows'],
    ['without', { 'omnichat:attackProtection': 'true' }, 'problem', 'up would fail there, with 403'],
    ['without', {}, 'skipped', 'the tenant keeps what it has'],
  ] as const)('%s bot detection in the plan, and %j: %s', async (plan, config, status, said) => {
    const findings = await findingsOf(await subjectOn(botDetection(plan), config));
    expect(findings['attack-protection']).toMatchObject({ status });
    expect(findings['attack-protection']?.detail).toContain(said);
  });
});

describe('a tenant', () => {
  const examined = async (
    {
      tenant,
      address,
    }: { readonly tenant: Pick<DirectoryTenant, 'domain' | 'deployer'>; readonly address: TenantAddress },
    applied: Applied,
    config: Readonly<Record<string, string>> = {},
  ) => {
    const configuration = {
      project: 'x',
      stackFile: 'Pulumi.dev.yaml',
      settings: parseSettings({ ...config, 'auth0:domain': tenant.domain }, 'dev'),
    };
    return findingsOf(
      await subjectOf({
        configuration,
        localTenant: { address, credentials: tenant.deployer, applied, ...noFolders },
      }),
    );
  };

  test('that the stack deployed is in order', async () => {
    const { tenant, address, applied } = await driftTenant({});
    const findings = await examined({ tenant, address }, applied);
    for (const id of ['tenant-of-state', 'strangers', 'application-limit']) {
      expect(findings[id], id).toMatchObject({ status: 'ok' });
    }
  });

  test('that somebody set up by hand is to be adopted', async () => {
    const { tenant, address, client } = await embeddedTenant();
    await client.post('/clients', { name: 'OmniChat OAuth 2.1' });
    const { strangers } = await examined({ tenant, address }, nothingDeployed);
    expect(strangers).toMatchObject({
      status: 'problem',
      cure: { commands: ['node bin/omnichat-auth0.js adopt -s dev'] },
    });
    const byPulumi = await examined({ tenant, address }, { source: 'state', resources: [] });
    expect(byPulumi['strangers']?.cure?.commands).toEqual([
      'node bin/omnichat-auth0.js adopt -s dev --engine pulumi',
    ]);
    expect(strangers?.detail).toContain('made by hand or with another tool');
  });

  test.each([
    ['[]', 'skipped', 'omnichat:connections names none.'],
    ['["google-oauth2"]', 'ok', 'google-oauth2'],
    ['["google-oauth2","staff","partners"]', 'problem', ' has no connection staff, and none partners.'],
  ])('with the connections %s named: %s', async (connections, status, said) => {
    const { tenant, address } = await embeddedTenant();
    const findings = await examined({ tenant, address }, nothingDeployed, {
      'omnichat:connections': connections,
    });
    expect(findings['connections']).toMatchObject({ status });
    expect(findings['connections']?.detail).toContain(said);
    expectCuredHere(findings['connections']);
  });

  test('that another stack of this program deployed is told as such', async () => {
    const { tenant, address } = await driftTenant({});
    const { strangers } = await examined({ tenant, address }, nothingDeployed);
    expect(strangers).toMatchObject({ status: 'problem' });
    expect(strangers?.detail).toContain('another stack deployed it, or the state of dev was lost');
  });

  test('that the state does not know at all is another tenant', async () => {
    const { applied } = await driftTenant({});
    const { tenant, address } = await embeddedTenant();
    const findings = await examined({ tenant, address }, applied);
    expect(findings['tenant-of-state']).toMatchObject({ status: 'problem' });
    expect(findings['strangers']).toMatchObject({ status: 'waiting', waitsFor: 'tenant-of-state' });
  });

  test('with many applications has no room on the Free plan', async () => {
    const { tenant, address, client, up } = await embeddedTenant();
    await up(program);
    for (let count = 0; count < 9; count += 1) await client.post('/clients', { name: `Other ${count}` });
    const { 'application-limit': limit } = await examined({ tenant, address }, nothingDeployed);
    expect(limit).toMatchObject({ status: 'warning' });
    expect(limit?.detail).toContain('more than 10 applications');
    expectCuredHere(limit);
  });
});
