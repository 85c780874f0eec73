import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../infra/settings/settings.ts';
import type { Applied } from '../../src/drift/stack/applied.ts';
import { encrypted } from '../../src/drift/stack/applied.ts';
import { groupStrangers } from '../../src/drift/judges/group-strangers.ts';
import type { Finding } from '../../src/drift/findings/finding.ts';
import type { WireObject } from '../../src/management/paging.ts';
import { driftTenant } from '../support/tenants/drift-tenant.ts';
import { hardened, stackConfig } from '../support/project/stack-config.ts';

const broker = () => driftTenant(stackConfig('local'));
const withMode = (registration: string) =>
  driftTenant({ ...stackConfig('local'), 'omnichat:registration': registration });

const short = ({ kind, severity, name, path }: Finding) =>
  [kind, severity, name, ...(path === undefined ? [] : [path])].join(' ');

test('finds nothing where nothing was changed, 100 times out of 100', async () => {
  const { drift } = await broker();
  for (let run = 0; run < 100; run += 1) {
    expect(await drift()).toEqual({ findings: [], notChecked: [] });
  }
  expect(await drift({ applied: undefined })).toEqual({ findings: [], notChecked: [] });
}, 120_000);

describe('a resource that was deleted', () => {
  test.each([
    ['connector', 'clients', 'deleted critical connector'],
    ['connector-grant', 'client-grants', 'deleted high connector-grant'],
    ['third-party-grant', 'client-grants', 'deleted high third-party-grant'],
    ['registrar', 'clients', 'deleted critical registrar'],
    ['registrar-grant', 'client-grants', 'deleted high registrar-grant'],
    ['omnichat-api', 'resource-servers', 'deleted critical omnichat-api'],
    ['users', 'connections', 'deleted critical users'],
    ['reader', 'roles', 'deleted high reader'],
    ['writer', 'roles', 'deleted high writer'],
    ['operator', 'roles', 'deleted high operator'],
  ])('is found: %s', async (name, collection, expected) => {
    const { client, idOf, drift, tenant } = await broker();
    await client.delete(`/${collection}/${idOf(name)}`);
    const { findings } = await drift();
    expect(findings.map(short)).toEqual([expected]);
    expect(findings[0]).toMatchObject({ id: idOf(name), mend: 'node bin/omnichat-auth0.js up -s test' });
    expect((await drift({ applied: undefined })).findings.map(short)).toEqual([expected]);
    expect(tenant.domain).toMatch(/^localhost:/);
  });

  test('and was a scope of the API comes before the grants and roles that lost it', async () => {
    const { client, idOf, drift } = await broker();
    const path = `/resource-servers/${idOf('omnichat-api')}`;
    const { scopes } = (await client.get(path)) as { readonly scopes: readonly { readonly value: string }[] };
    await client.patch(path, { scopes: scopes.filter(({ value }) => value !== 'chat:write') });
    const { findings } = await drift();
    expect(findings.map(short)).toEqual([
      'changed high omnichat-api-scopes scopes[chat:write]',
      'changed critical connector-grant scopes',
      'changed critical third-party-grant scopes',
      'changed critical writer-permissions permissions[chat:write]',
    ]);
  });

  test('and made anew by hand is another one', async () => {
    const { client, idOf, drift } = await broker();
    await client.delete(`/roles/${idOf('reader')}`);
    const made = (await client.post('/roles', {
      name: 'OmniChat reader',
      description: 'Reads files and chat history',
    })) as WireObject;
    const { findings } = await drift();
    expect(findings.map(short)).toEqual([
      'changed high reader id',
      'changed critical reader-permissions permissions[files:read]',
      'changed critical reader-permissions permissions[chat:read]',
    ]);
    expect(findings[0]).toMatchObject({ expected: idOf('reader'), actual: made['id'] });
  });

  test("is mended by up alone where the users' database is gone, which Pulumi cannot refresh", async () => {
    const { client, idOf, drift, applied } = await broker();
    await client.delete(`/roles/${idOf('reader')}`);
    const mends = async () =>
      new Set((await drift({ applied: { ...applied, source: 'state' } })).findings.map(({ mend }) => mend));
    expect(await mends()).toEqual(
      new Set(['node bin/omnichat-auth0.js tenant exec -- pulumi up --refresh -s test']),
    );
    await client.delete(`/connections/${idOf('users')}`);
    expect(await mends()).toEqual(new Set(['node bin/omnichat-auth0.js up -s test --engine pulumi']));
  });

  test('is an application of its own when another of its name was made', async () => {
    const { client, idOf, drift } = await broker();
    await client.delete(`/clients/${idOf('connector')}`);
    await client.post('/clients', { name: 'OmniChat OAuth 2.1' });
    expect((await drift()).findings.map(short)).toEqual([
      'deleted critical connector',
      'unmanaged high OmniChat OAuth 2.1',
    ]);
  });
});

describe('a list in another order', () => {
  test.each([
    ['connector', 'clients', 'callbacks', 'callbacks'],
    ['connector', 'clients', 'grant_types', 'grantTypes'],
    ['connector-grant', 'client-grants', 'scope', 'scopes'],
    ['third-party-grant', 'client-grants', 'scope', 'scopes'],
  ])('is reported and fails nothing: %s %s %s', async (name, collection, wire, path) => {
    const { client, idOf, drift } = await broker();
    const address = `/${collection}/${idOf(name)}`;
    const before = (await client.get(address)) as Record<string, readonly string[]>;
    await client.patch(address, { [wire]: before[wire]?.toReversed() });
    expect((await drift()).findings.map(short)).toEqual([`order-only low ${name} ${path}`]);
  });

  test('is nothing where the order means nothing', async () => {
    const { client, idOf, drift } = await broker();
    const address = `/resource-servers/${idOf('omnichat-api')}`;
    const { scopes } = (await client.get(address)) as { scopes: readonly unknown[] };
    await client.patch(address, { scopes: scopes.toReversed() });
    expect((await drift()).findings).toEqual([]);
  });
});

describe('what nobody declared', () => {
  const unmanaged: readonly (readonly [
    string,
    string,
    (api: string, domain: string, clientId: string) => object,
    string,
  ])[] = [
    ['a first-party application', '/clients', () => ({ name: 'Intruder' }), 'unmanaged high Intruder'],
    [
      'a third-party application with a callback that registration would refuse',
      '/clients',
      () => ({
        name: 'Stranger',
        is_first_party: false,
        token_endpoint_auth_method: 'none',
        callbacks: ['https://evil.example/cb'],
        oidc_conformant: true,
        jwt_configuration: { alg: 'RS256' },
        refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
      }),
      'unmanaged medium Stranger',
    ],
    [
      'a second application of a declared name',
      '/clients',
      () => ({ name: 'OmniChat OAuth 2.1' }),
      'duplicate high connector',
    ],
    [
      'a grant on our API',
      '/client-grants',
      (api, _domain, clientId) => ({
        client_id: clientId,
        audience: api,
        scope: ['chat:read'],
        subject_type: 'user',
      }),
      'unmanaged high CLIENT → https://omnichat.com/api',
    ],
    [
      'a grant on the Management API',
      '/client-grants',
      (_api, domain, clientId) => ({
        client_id: clientId,
        audience: `https://${domain}/api/v2/`,
        scope: ['read:users'],
        subject_type: 'client',
      }),
      'unmanaged critical CLIENT → https://DOMAIN/api/v2/',
    ],
    [
      'a connection on domain level',
      '/connections',
      () => ({ name: 'open-door', strategy: 'auth0', is_domain_connection: true }),
      'unmanaged high open-door',
    ],
    [
      'a log stream',
      '/log-streams',
      () => ({
        name: 'elsewhere',
        type: 'http',
        sink: { httpEndpoint: 'https://evil.example', httpAuthorization: 'Bearer x' },
      }),
      'unmanaged high elsewhere',
    ],
  ];

  test.each([
    [['read:users', 'read:logs'], 'It may read what the tenant holds: read:users, read:logs.'],
    [['read:users', 'update:users'], 'It has power over the tenant: read:users, update:users.'],
    [['read:client_keys'], 'It has power over the tenant: read:client_keys.'],
  ])('a grant on the Management API is told by its scopes: %j', async (scope, why) => {
    const { client, drift, tenant, idOf } = await broker();
    const audience = `https://${tenant.domain}/api/v2/`;
    await client.post('/client-grants', {
      client_id: idOf('connector'),
      audience,
      scope,
      subject_type: 'client',
    });
    const { findings } = await drift();
    expect(findings).toMatchObject([{ kind: 'unmanaged', why }]);
  });

  test.each(unmanaged)('is found: %s', async (_what, path, body, expected) => {
    const { client, drift, tenant, settings, idOf } = await broker();
    const sent = body(
      settings.apiIdentifier,
      tenant.domain,
      idOf(path.includes('grants') && expected.includes('v2') ? 'connector' : 'registrar'),
    );
    await client.post(path, sent);
    const { findings } = await drift();
    const text = findings
      .map(short)
      .join('\n')
      .replaceAll(idOf('connector'), 'CLIENT')
      .replaceAll(idOf('registrar'), 'CLIENT');
    expect(text.replaceAll(tenant.domain, 'DOMAIN')).toBe(expected);
    expect(JSON.stringify(findings)).not.toContain('Bearer x');
  });

  test('is not what Auth0 made, what is used to look, or what may register itself', async () => {
    const { client, drift } = await broker();
    await client.post('/clients', { name: 'Default App' });
    await client.post('/connections', { name: 'staff', strategy: 'auth0' });
    for (const callback of [
      'https://chatgpt.com/connector/oauth/abc',
      'https://chatgpt.com/connector_platform_oauth_redirect',
    ]) {
      await client.post('/clients', {
        name: 'ChatGPT',
        is_first_party: false,
        token_endpoint_auth_method: 'none',
        callbacks: [callback],
        oidc_conformant: true,
        jwt_configuration: { alg: 'RS256' },
        refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
      });
    }
    expect((await drift()).findings).toEqual([]);
  });

  test('is not what registered itself under the name of one of our own applications', async () => {
    const { client, idOf, drift } = await broker();
    await client.post('/clients', {
      name: 'OmniChat OAuth 2.1',
      is_first_party: false,
      token_endpoint_auth_method: 'none',
      callbacks: ['https://chatgpt.com/connector/oauth/abc'],
      oidc_conformant: true,
      jwt_configuration: { alg: 'RS256' },
      refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
    });
    expect((await drift()).findings).toEqual([]);
    expect((await drift({ applied: undefined })).findings).toEqual([]);

    await client.delete(`/clients/${idOf('connector')}`);
    for (const applied of [{}, { applied: undefined }])
      expect((await drift(applied)).findings.map(short)).toEqual(['deleted critical connector']);
  });

  test('is a stranger of our name, not the one that ChatGPT holds, where its callbacks are not for registering', async () => {
    const { client, drift } = await broker();
    await client.post('/clients', {
      name: 'OmniChat OAuth 2.1',
      is_first_party: false,
      callbacks: ['https://evil.example/cb'],
    });
    expect((await drift()).findings.map(short)).toEqual(['unmanaged medium OmniChat OAuth 2.1']);
  });

  test('is every third-party application where registration is off', async () => {
    const { client, drift } = await withMode('off');
    await client.post('/clients', {
      name: 'ChatGPT',
      is_first_party: false,
      callbacks: ['https://chatgpt.com/connector/oauth/abc'],
    });
    expect((await drift()).findings.map(short)).toEqual(['unmanaged medium ChatGPT']);
  });

  test('is an application of a program, which passes for none that people log in to', async () => {
    const { client, drift } = await withMode('off');
    await client.post('/clients', {
      name: 'Job',
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
    });
    const { findings } = await drift();
    expect(findings.map(short)).toEqual(['unmanaged high Job']);
    expect(findings[0]?.why).toBe(
      'Nobody logs in to it: whoever has its secret gets tokens in its own name, for all that it has grants on.',
    );
  });

  test('is told by their number where third parties are many', async () => {
    const { client, drift } = await withMode('off');
    for (const name of ['One', 'Two', 'Three', 'Four'])
      await client.post('/clients', { name, is_first_party: false, callbacks: ['https://a.example/cb'] });
    const findings = groupStrangers((await drift()).findings, { stack: 'test' });
    expect(findings.map(short)).toEqual(['unmanaged medium 4 applications of third parties']);
    expect(findings[0]).toMatchObject({ mendBy: 'person' });
    expect(findings[0]?.mend).toContain('node bin/omnichat-auth0.js clients list -s test');
  });

  test('is a Default App to which somebody gave a callback', async () => {
    const { client, drift } = await broker();
    await client.post('/clients', { name: 'Default App', callbacks: ['https://evil.example/cb'] });
    expect((await drift()).findings.map(short)).toEqual(['unmanaged high Default App']);
  });
});

describe('a setting that the program leaves to Auth0', () => {
  test.each([
    [
      'tenants/settings',
      { flags: { allow_legacy_tokeninfo_endpoint: true } },
      'undeclared medium tenant flags.allowLegacyTokeninfoEndpoint',
    ],
    [
      'tenants/settings',
      { default_redirection_uri: 'https://evil.example/' },
      'undeclared medium tenant defaultRedirectionUri',
    ],
    [
      'tenants/settings',
      { error_page: { url: 'https://evil.example/' } },
      'undeclared medium tenant errorPage.url',
    ],
    [
      'attack-protection/brute-force-protection',
      { enabled: false },
      'undeclared high attack-protection bruteForceProtection.enabled',
    ],
    [
      'attack-protection/suspicious-ip-throttling',
      { allowlist: ['10.0.0.1'] },
      'undeclared high attack-protection suspiciousIpThrottling.allowlists',
    ],
    [
      'prompts',
      { universal_login_experience: 'classic' },
      'undeclared medium prompts universalLoginExperience',
    ],
    ['clients/connector', { custom_login_page: '<form>' }, 'undeclared high connector customLoginPage'],
    ['clients/connector', { addons: { samlp: {}, wsfed: { x: 'y' } } }, 'undeclared medium connector addons'],
    [
      'client-grants/connector-grant',
      { allow_any_organization: true },
      'undeclared medium connector-grant allowAnyOrganization',
    ],
    [
      'resource-servers/omnichat-api',
      { allow_online_access: true },
      'undeclared low omnichat-api allowOnlineAccess',
    ],
  ])('is found when it is not safe: %s %j', async (path, body, expected) => {
    const { client, idOf, drift } = await broker();
    const address = path.replace(
      /^((?:clients|client-grants|resource-servers)\/)(.+)$/,
      (_, collection: string, name: string) => collection + idOf(name),
    );
    await client.patch(`/${address}`, body);
    const { findings } = await drift();
    expect(findings.map(short)).toEqual([expected]);
    expect(JSON.stringify(findings)).not.toContain('<form>');
  });
});

describe('what guards a tenant, once it is declared', () => {
  const guarded = () => driftTenant({ ...stackConfig('local'), ...hardened });

  test('is as it was deployed', async () => {
    const { drift } = await guarded();
    expect(await drift()).toEqual({ findings: [], notChecked: [] });
    expect(await drift({ applied: undefined })).toEqual({ findings: [], notChecked: [] });
  });

  test.each([
    [
      'attack-protection/brute-force-protection',
      { enabled: false },
      'changed high attack-protection bruteForceProtection.enabled',
    ],
    [
      'attack-protection/suspicious-ip-throttling',
      { allowlist: ['10.0.0.1'] },
      'changed high attack-protection suspiciousIpThrottling.allowlists',
    ],
    [
      'attack-protection/breached-password-detection',
      { stage: { 'pre-user-registration': { shields: [] } } },
      'changed high attack-protection breachedPasswordDetection.preUserRegistration.shields',
    ],
    ['log-streams/audit-log', { status: 'paused' }, 'changed high audit-log status'],
    [
      'log-streams/audit-log',
      { filters: [{ type: 'category', name: 'auth.login.fail' }] },
      'changed high audit-log filters[auth.login.fail]',
    ],
    [
      'log-streams/audit-log',
      {
        sink: {
          httpEndpoint: 'https://evil.example/',
          httpContentType: 'application/json',
          httpContentFormat: 'JSONLINES',
        },
      },
      'changed critical audit-log sink.httpEndpoint',
    ],
    ['network-acls/registration-acl', { active: false }, 'changed critical registration-acl active'],
    [
      'network-acls/registration-acl',
      {
        rule: {
          scope: 'dynamic_client_registration',
          action: { log: true },
          not_match: { ipv4_cidrs: ['203.0.113.0/24'] },
        },
      },
      'changed critical registration-acl rule.action.block',
    ],
    ['actions/actions/step-up', { name: 'Renamed' }, 'changed high step-up deploy\nchanged low step-up name'],
    [
      'actions/actions/step-up',
      { code: '// nobody is asked' },
      'changed critical step-up code\nchanged high step-up deploy',
    ],
  ])('is changed, and never left to Auth0: %s %j', async (path, body, expected) => {
    const { client, drift, idOf } = await guarded();
    await client.patch(`/${path.replace(/(audit-log|registration-acl|step-up)$/, idOf)}`, body);
    expect((await drift()).findings.map(short)).toEqual(expected.split('\n'));
  });

  test('is no longer bound to logins', async () => {
    const { client, drift } = await guarded();
    await client.patch('/actions/triggers/post-login/bindings', { bindings: [] });
    expect((await drift()).findings.map(short)).toEqual(['deleted critical step-up-binding']);
  });

  test.each([
    ['log-streams/audit-log', 'deleted high audit-log'],
    ['network-acls/registration-acl', 'deleted critical registration-acl'],
    ['actions/actions/step-up?force=true', 'deleted critical step-up'],
  ])('is gone: %s', async (path, expected) => {
    const { client, drift, idOf } = await guarded();
    await client.delete(`/${path.replace(/(audit-log|registration-acl|step-up)(?=$|\?)/, idOf)}`);
    expect((await drift()).findings.map(short)).toEqual([expected]);
  });
});

describe('with what was deployed', () => {
  test('a program that was changed since is told from a tenant that was', async () => {
    const { client, drift, idOf, tenant } = await broker();
    const ahead = parseSettings(
      {
        ...stackConfig('local'),
        'auth0:domain': tenant.domain,
        'omnichat:chatgptConnectorIds': '["abc"]',
        'omnichat:registration': 'registry',
      },
      'test',
    );
    await client.patch(`/clients/${idOf('connector')}`, { description: 'changed by hand' });
    expect((await drift({ settings: ahead })).findings.map(short)).toEqual([
      'code-ahead critical connector callbacks',
      'code-ahead critical public-connector',
      'changed low connector description',
      'code-ahead low registrar',
      'code-ahead low registrar-credentials',
      'code-ahead low registrar-grant',
      'code-ahead low third-party-grant',
    ]);
  });

  test('what was renamed is found by its id', async () => {
    const { client, drift, idOf } = await broker();
    await client.patch(`/clients/${idOf('connector')}`, { name: 'Renamed' });
    expect((await drift()).findings.map(short)).toContain('changed medium connector name');
  });

  test('a refresh that took a change by hand into the state makes it no milder, and blames nobody', async () => {
    const { client, idOf, applied, drift } = await driftTenant(stackConfig('local'));
    const evil = ['https://evil.example/callback'];
    await client.patch(`/clients/${idOf('connector')}`, { callbacks: evil });
    await client.delete(`/roles/${idOf('reader')}`);
    const [byHand] = (await drift()).findings;
    const refreshed = {
      ...applied,
      source: 'state' as const,
      resources: applied.resources
        .filter(({ name }) => name !== 'reader' && name !== 'reader-permissions')
        .map((each) =>
          each.name === 'connector'
            ? {
                ...each,
                inputs: { ...each.inputs, callbacks: evil },
                outputs: { ...each.outputs, callbacks: evil },
              }
            : each,
        ),
    };
    const { findings } = await drift({ applied: refreshed });
    expect(findings).toMatchObject([
      {
        kind: 'code-ahead',
        name: 'connector',
        path: 'callbacks',
        severity: byHand?.severity,
        why: expect.stringMatching(
          /^Authorization codes go .* a refresh .* took into the state what the tenant held/,
        ),
      },
      {
        kind: 'code-ahead',
        name: 'reader',
        why: expect.stringContaining('in neither the state nor the tenant'),
      },
    ]);
    expect(byHand?.severity).toBe('critical');
  });

  test('a secret that the state holds encrypted is not checked, and says how to have it checked', async () => {
    const { drift, applied } = await broker();
    const hidden: Applied = {
      source: 'state',
      resources: applied.resources.map((resource) =>
        'clientSecret' in resource.outputs
          ? { ...resource, outputs: { ...resource.outputs, clientSecret: encrypted } }
          : resource,
      ),
    };
    expect((await drift({ applied: hidden })).notChecked).toEqual([
      {
        what: 'client secrets in the state (connector-credentials, registrar-credentials)',
        cause: 'encrypted',
        reason:
          'The state holds them encrypted. To have them checked, export it with --show-secrets, or keep a .env.',
      },
    ]);
  });
});
