import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../src/drift/findings/finding.ts';
import type { DriftReport } from '../../src/drift/findings/report.ts';
import { judgements } from '../../src/drift/judgements/judgements.ts';
import { serveTenant } from '../../src/local-tenant/index.ts';
import { ManagementClient, pathPart } from '../../src/management/management-client.ts';
import type { WireObject } from '../../src/management/paging.ts';
import { type LocalProject, localProject } from '../support/project/local-project.ts';
import { wordsOf } from '../support/project/printed-command.ts';

const executed: { readonly command: string; readonly exitCode: number; readonly stderr: string }[] = [];
let project: LocalProject;
let found: readonly Finding[];
let left: readonly Finding[];

const mends = (findings: readonly Finding[]) => [
  ...new Set(findings.flatMap(({ mendBy, mend }) => (mendBy === 'command' ? [mend] : []))),
];

async function drift(): Promise<readonly Finding[]> {
  const { stdout } = await project.run('drift', '--json');
  return (JSON.parse(stdout) as DriftReport).stacks.flatMap(({ findings }) => findings);
}

/** Changes what the program does not state, and makes what it does not declare. */
async function change(client: ManagementClient): Promise<void> {
  const all = async (path: string) => (await client.get(path)) as readonly WireObject[];
  const idOf = async (path: string, is: (entity: WireObject) => boolean, id = 'id') =>
    pathPart(String((await all(path)).find(is)?.[id]));
  const connector = await idOf('/clients', ({ name }) => name === 'OmniChat OAuth 2.1', 'client_id');
  const api = 'https://omnichat.com/api';
  const users = await idOf('/connections', ({ name }) => name === 'omnichat-users');
  const { options } = (await client.get(`/connections/${users}`)) as WireObject;
  const grant = await idOf('/client-grants', ({ client_id: id }) => id === connector);
  await client.patch(`/clients/${connector}`, {
    custom_login_page: '<form></form>',
    addons: { samlp: { audience: 'urn:x' } },
    token_exchange: { allow_any_profile_of_type: ['custom_authentication'] },
    session_transfer: { can_create_session_transfer_token: true },
    initiate_login_uri: 'https://app.example/login',
  });
  const { refresh_token: refreshToken } = (await client.get(`/clients/${connector}`)) as WireObject;
  await client.patch(`/clients/${connector}`, {
    refresh_token: { ...(refreshToken as object), policies: [{ audience: api, scope: ['files:read'] }] },
  });
  await client.patch(`/resource-servers/${pathPart(api)}`, { allow_online_access: true });
  await client.patch(`/connections/${users}`, {
    options: { ...(options as object), customScripts: { login: 'function login() {}' } },
  });
  await client.patch(`/client-grants/${grant}`, {
    allow_all_scopes: true,
    allow_any_organization: true,
    authorization_details_types: ['payment'],
  });
  await client.patch('/tenants/settings', {
    flags: { allow_legacy_tokeninfo_endpoint: true, disable_management_api_sms_obfuscation: true },
    customize_mfa_in_postlogin_action: true,
    error_page: { url: 'https://evil.example/', html: '', show_log_link: false },
    default_redirection_uri: 'https://evil.example/',
  });
  await client.patch('/prompts', { universal_login_experience: 'classic' });
  const open = { enabled: false, shields: [], allowlist: ['192.0.2.1'] };
  await client.patch('/attack-protection/brute-force-protection', { ...open, max_attempts: 100 });
  await client.patch('/attack-protection/suspicious-ip-throttling', open);

  const { client_id: stranger } = (await client.post('/clients', { name: 'Made by hand' })) as WireObject;
  for (const audience of [api, `https://${client.domain}/api/v2/`]) {
    await client.post('/client-grants', { client_id: stranger, audience, scope: [] });
  }
  await client.post('/connections', { name: 'Theirs', strategy: 'auth0', is_domain_connection: true });
  await client.post('/log-streams', {
    name: 'Theirs',
    type: 'http',
    sink: {
      httpEndpoint: 'https://log.example/',
      httpContentType: 'application/json',
      httpContentFormat: 'JSONLINES',
    },
  });
  await client.post('/clients', {
    name: 'May be in use',
    callbacks: ['https://chatgpt.com/connector_platform_oauth_redirect'],
  });
}

beforeAll(async () => {
  project = await localProject({ lifetime: 'run' });
  await project.run('up');
  const { tenantDirectory: directory, domain } = project;
  const tenant = await serveTenant({ directory, domain });
  const ca = await readFile(tenant.caFile, 'utf8');
  const client = new ManagementClient({ domain, credentials: tenant.deployer, ca });
  await change(client);
  found = left = await drift();
  for (let round = 0; round < 2 && mends(left).length > 0; round += 1) {
    for (const command of mends(left)) {
      const words = wordsOf(command);
      const { exitCode, stderr } = await project.run(...words, ...(words[0] === 'mend' ? ['--yes'] : []));
      executed.push({ command, exitCode, stderr });
    }
    left = await drift();
  }
  return async () => {
    await client.close();
    await tenant.close();
  };
}, 120_000);

test('what was changed is found, of every rule about what the program leaves to Auth0', () => {
  const undeclared = found
    .filter(({ kind }) => kind === 'undeclared')
    .map(({ type, path }) => [type, path].join(' '));
  expect(undeclared.toSorted()).toMatchInlineSnapshot(`
    [
      "auth0:index/attackProtection:AttackProtection bruteForceProtection.allowlists",
      "auth0:index/attackProtection:AttackProtection bruteForceProtection.enabled",
      "auth0:index/attackProtection:AttackProtection bruteForceProtection.maxAttempts",
      "auth0:index/attackProtection:AttackProtection bruteForceProtection.shields",
      "auth0:index/attackProtection:AttackProtection suspiciousIpThrottling.allowlists",
      "auth0:index/attackProtection:AttackProtection suspiciousIpThrottling.enabled",
      "auth0:index/attackProtection:AttackProtection suspiciousIpThrottling.shields",
      "auth0:index/client:Client addons",
      "auth0:index/client:Client customLoginPage",
      "auth0:index/client:Client initiateLoginUri",
      "auth0:index/client:Client refreshToken.policies",
      "auth0:index/client:Client sessionTransfer.canCreateSessionTransferToken",
      "auth0:index/client:Client tokenExchange",
      "auth0:index/clientGrant:ClientGrant allowAllScopes",
      "auth0:index/clientGrant:ClientGrant allowAnyOrganization",
      "auth0:index/clientGrant:ClientGrant authorizationDetailsTypes",
      "auth0:index/connection:Connection options.customScripts",
      "auth0:index/prompt:Prompt universalLoginExperience",
      "auth0:index/resourceServer:ResourceServer allowOnlineAccess",
      "auth0:index/tenant:Tenant customizeMfaInPostloginAction",
      "auth0:index/tenant:Tenant defaultRedirectionUri",
      "auth0:index/tenant:Tenant errorPage.url",
      "auth0:index/tenant:Tenant flags.allowLegacyTokeninfoEndpoint",
      "auth0:index/tenant:Tenant flags.disableManagementApiSmsObfuscation",
    ]
  `);
  expect(
    found
      .filter(({ kind }) => kind === 'unmanaged')
      .map(({ type, name }) => [type, name.replace(/^\w{32} → |localhost:\d+/g, '…')].join(' ')),
  ).toMatchInlineSnapshot(`
    [
      "auth0:index/clientGrant:ClientGrant …https://…/api/v2/",
      "auth0:index/client:Client Made by hand",
      "auth0:index/client:Client May be in use",
      "auth0:index/clientGrant:ClientGrant …https://omnichat.com/api",
      "auth0:index/connection:Connection Theirs",
      "auth0:index/logStream:LogStream Theirs",
    ]
  `);
});

test('every printed command mends what it was printed for', () => {
  expect(executed.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
  expect(left.map(({ name, path = '', mendBy }) => `${name} ${path} ${mendBy}`)).toMatchInlineSnapshot(`
    [
      "May be in use  person",
    ]
  `);
});

test('a change of a declared property is as bad as the rule about it says, whoever tells it', () => {
  const twice = Object.entries(judgements).flatMap(([type, { changes, safety, readiness = [] }]) => {
    const ruled = new Map<string, Set<string>>();
    for (const { path, severity } of [...safety, ...readiness]) {
      ruled.set(path, (ruled.get(path) ?? new Set()).add(severity));
    }
    const stated = changes.filter(([path, , severity]) => ruled.has(path) === (severity !== undefined));
    const atOdds = [...ruled].filter(([, each]) => each.size > 1);
    return [...stated, ...atOdds].map(([path]) => `${type} ${path}`);
  });
  expect(twice).toEqual([]);
});
