import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import type { AuditFinding, AuditReport } from '../../src/drift/audit/audit-report.ts';
import { judgements } from '../../src/drift/judgements/judgements.ts';
import { serveTenant } from '../../src/local-tenant/index.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import type { WireObject } from '../../src/management/paging.ts';
import { type Token, tokens } from '../../src/management/resources/resource-types.ts';
import { type LocalProject, localProject } from '../support/project/local-project.ts';
import { vendorsDocument } from '../support/stand-ins/metadata-documents.ts';
import { wordsOf } from '../support/project/printed-command.ts';

/** What breaks every rule about applications; those that cannot be broken at once, in applications of their own. */
const applications = [
  {
    name: 'Loose',
    callbacks: ['https://*.app.example/cb', 'http://app.example/cb', 'https://app.example/cb'],
    grant_types: ['authorization_code', 'refresh_token', 'implicit', 'password'],
    jwt_configuration: { alg: 'HS256' },
    oidc_conformant: false,
    refresh_token: { rotation_type: 'non-rotating', expiration_type: 'non-expiring' },
    cross_origin_authentication: true,
    is_token_endpoint_ip_header_trusted: true,
    custom_login_page: '<form></form>',
    skip_non_verifiable_callback_uri_confirmation_prompt: true,
    addons: { samlp: { audience: 'urn:x' } },
    token_exchange: { allow_any_profile_of_type: ['custom_authentication'] },
    session_transfer: { can_create_session_transfer_token: true },
    initiate_login_uri: 'https://app.example/login',
  },
  {
    name: 'Public',
    app_type: 'spa',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    refresh_token: {
      rotation_type: 'non-rotating',
      expiration_type: 'non-expiring',
      policies: [{ audience: 'https://loose.example/api', scope: ['read'] }],
    },
  },
];

const api = {
  name: 'Loose API',
  identifier: 'https://loose.example/api',
  signing_alg: 'HS256',
  token_lifetime: 172_800,
  skip_consent_for_verifiable_first_party_clients: true,
  enforce_policies: false,
  allow_online_access: true,
  subject_type_authorization: { user: { policy: 'allow_all' } },
  scopes: [{ value: 'read' }, { value: 'write' }],
};

const database = {
  name: 'Loose-Users',
  strategy: 'auth0',
  options: {
    brute_force_protection: false,
    passwordPolicy: 'low',
    enabledDatabaseCustomization: true,
    customScripts: { login: 'function login() {}' },
    disable_signup: true,
  },
};

const settings = {
  flags: {
    enable_dynamic_client_registration: true,
    allow_legacy_ro_grant_types: true,
    allow_legacy_delegation_grant_types: true,
    allow_legacy_tokeninfo_endpoint: true,
    enable_legacy_profile: true,
    enable_idtoken_api2: true,
    enable_client_connections: true,
    disable_clickjack_protection_headers: true,
    enable_public_signup_user_exists_error: true,
    remove_alg_from_jwks: true,
    disable_management_api_sms_obfuscation: true,
    trust_azure_adfs_email_verified_connection_property: true,
    revoke_refresh_token_grant: false,
  },
  default_audience: 'https://loose.example/api',
  default_directory: 'Loose-Users',
  allow_organization_name_in_authentication_api: true,
  skip_non_verifiable_callback_uri_confirmation_prompt: true,
  customize_mfa_in_postlogin_action: true,
  error_page: { url: 'https://evil.example/', html: '', show_log_link: false },
  default_redirection_uri: 'https://evil.example/',
  session_lifetime: 1000,
  client_id_metadata_document_supported: true,
};

/** What cannot be broken on the local tenant, which refuses what Auth0 refuses to new tenants, or for a stack that is not production. */
const unbreakable: Readonly<Partial<Record<Token, readonly string[]>>> = {
  [tokens.resourceServer]: ['enforcePolicies'],
  [tokens.tenant]: ['flags.allowOtherLegacyGrantTypes'],
};

const key = ({ kind, type, path }: Pick<AuditFinding, 'kind' | 'type' | 'path'>) =>
  [kind, type, path].filter((part) => part !== undefined).join(' ');

let project: LocalProject;
let client: ManagementClient;
/** All that was found, from the first audit to the last. */
const found: AuditFinding[] = [];
const executed: { readonly command: string; readonly exitCode: number; readonly stderr: string }[] = [];
let left: AuditReport['findings'];

async function audit(): Promise<AuditReport['findings']> {
  const { stdout } = await project.run('audit', '-s', 'local', '--json');
  const { findings } = JSON.parse(stdout) as AuditReport;
  found.push(...findings);
  return findings;
}

async function breakAll(): Promise<void> {
  const post = async (path: string, body: object) => (await client.post(path, body)) as WireObject;
  await post('/resource-servers', api);
  await post('/connections', database);
  const made: WireObject[] = [];
  for (const application of applications) made.push(await post('/clients', application));
  await client.patch('/tenants/settings', settings);
  await client.patch('/prompts', { universal_login_experience: 'classic' });
  for (const [name, stated] of [
    ['brute-force-protection', { max_attempts: 100 }],
    ['suspicious-ip-throttling', {}],
  ] as const) {
    const open = { enabled: false, shields: [], allowlist: ['192.0.2.1'], ...stated };
    await client.patch(`/attack-protection/${name}`, open);
  }
  const management = `https://${project.domain}/api/v2/`;
  const machine = async (name: string, scope: readonly string[]) => {
    const { client_id } = await post('/clients', {
      name,
      grant_types: ['client_credentials'],
      callbacks: [],
    });
    await post('/client-grants', { client_id, audience: management, scope });
  };
  const [loose] = made;
  await post('/client-grants', {
    client_id: loose?.['client_id'],
    audience: management,
    scope: ['read:users'],
  });
  await post('/client-grants', {
    client_id: loose?.['client_id'],
    audience: api.identifier,
    subject_type: 'user',
    allow_all_scopes: true,
  });
  await machine('Registrar', ['create:clients', 'read:users', 'delete:clients']);
  await machine('Mighty', ['read:clients', 'update:clients']);
  await post('/clients', {
    name: 'Stranger with callback',
    is_first_party: false,
    callbacks: ['https://chatgpt.com/connector_platform_oauth_redirect'],
  });
}

const mends = (findings: AuditReport['findings']) => [
  ...new Set(findings.flatMap(({ mendBy, mend }) => (mendBy === 'command' ? [mend] : []))),
];

/** Executes what an audit prints. What was mended may bring something else to light, such as an API that can be used by then. */
async function mendAll(): Promise<void> {
  left = await audit();
  for (let round = 0; round < 3 && mends(left).length > 0; round += 1) {
    // To deploy the program would make an API beside the broken one, and hide what is said of that.
    for (const command of mends(left).filter((each) => wordsOf(each)[0] === 'mend')) {
      const { exitCode, stderr } = await project.run(...wordsOf(command), '--yes');
      executed.push({ command, exitCode, stderr });
    }
    left = await audit();
  }
}

beforeAll(async () => {
  project = await localProject({ lifetime: 'run' });
  const { tenantDirectory: directory, domain } = project;
  const tenant = await serveTenant({ directory, domain, getDocument: vendorsDocument });
  const ca = await readFile(tenant.caFile, 'utf8');
  client = new ManagementClient({ domain, credentials: tenant.deployer, ca });
  await breakAll();
  await mendAll();
  return async () => {
    await client.close();
    await tenant.close();
  };
}, 120_000);

const rules = Object.entries(judgements)
  // A grant is judged by what its API has, and an imported application as any other is.
  .filter(
    ([type]) =>
      ![tokens.clientCimd, tokens.clientGrant, tokens.issuerIdentification].some((each) => each === type),
  )
  .flatMap(([type, { safety, readiness = [] }]) => [
    ...safety.map(({ path }) => ({ kind: 'unsafe' as const, type: type as Token, path })),
    ...readiness.map(({ path }) => ({ kind: 'missing' as const, type: type as Token, path })),
  ]);

test('every rule is broken, but for what a tenant refuses', () => {
  const seen = new Set(found.map(key));
  const breakable = rules.filter(({ type, path }) => !unbreakable[type]?.includes(path));
  expect(breakable.map(key).filter((each) => !seen.has(each))).toEqual([]);
  const kinds = ['over-wide', 'missing'].map((kind) => found.filter((each) => each.kind === kind).map(key));
  expect(kinds.map((each) => [...new Set(each)].toSorted())).toMatchInlineSnapshot(`
    [
      [
        "over-wide auth0:index/clientGrant:ClientGrant allowAllScopes",
        "over-wide auth0:index/clientGrant:ClientGrant scopes",
      ],
      [
        "missing auth0:index/client:Client externalClientId",
        "missing auth0:index/clientGrant:ClientGrant",
        "missing auth0:index/clientGrant:ClientGrant defaultFor",
        "missing auth0:index/connection:Connection isDomainConnection",
        "missing auth0:index/resourceServer:ResourceServer",
        "missing auth0:index/resourceServer:ResourceServer allowOfflineAccess",
        "missing auth0:index/tenant:Tenant authorizationResponseIssParameterSupported",
        "missing auth0:index/tenant:Tenant resourceParameterProfile",
      ],
    ]
  `);
});

test('every printed command mends what it was printed for, and leaves nothing else to mend', () => {
  expect(executed.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
  expect(mends(left)).toEqual([]);
  const verbs = new Set(executed.map(({ command }) => wordsOf(command)[1]));
  expect(verbs).toEqual(new Set(['delete', 'grant', 'import', 'set']));
});

test('what a person has to decide is a sentence, and no command that lacks something', () => {
  const steps = found.filter(({ mendBy }) => mendBy === 'person').map(({ mend }) => mend);
  expect([...new Set(steps)]).toMatchInlineSnapshot(`
    [
      "Decide which of the APIs it is for (there is none yet), and grant it scopes of that one with \`node bin/omnichat-auth0.js mend grant\`.",
      "Decide whose people third parties may log in (Username-Password-Authentication, Loose-Users), and promote that connection: \`node bin/omnichat-auth0.js mend set\` sets its isDomainConnection.",
    ]
  `);
});
