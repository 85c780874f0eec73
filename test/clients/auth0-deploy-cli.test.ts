import { cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { type LocalTenant, type Seed, startLocalTenant } from '../../src/testing/index.ts';
import { spawnCommand } from '../support/project/spawned-command.ts';
import { brandingTheme } from '../support/tenants/branding-theme.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const oneLanguage = fileURLToPath(new URL('../support/clients/one-language.cjs', import.meta.url));
const deployCli = createRequire(import.meta.url).resolve('auth0-deploy-cli');

/** The kinds that the local tenant serves. */
const kinds = [
  'actions',
  'attackProtection',
  'branding',
  'clientGrants',
  'clients',
  'connections',
  'databases',
  'emailProvider',
  'emailTemplates',
  'phoneProviders',
  'phoneTemplates',
  'prompts',
  'guardianFactorProviders',
  'guardianFactorTemplates',
  'guardianFactors',
  'guardianPhoneFactorMessageTypes',
  'guardianPhoneFactorSelectedProvider',
  'guardianPolicies',
  'logStreams',
  'organizations',
  'resourceServers',
  'roles',
  'tenant',
  'themes',
  'triggers',
];

const options = {
  brute_force_protection: true,
  mfa: { active: true, return_enroll_settings: true },
  passwordPolicy: 'good',
  strategy_version: 2,
  disable_self_service_change_password: false,
  authentication_methods: {
    email_otp: { enabled: false },
    passkey: { enabled: false },
    password: { enabled: true },
    phone_otp: { enabled: false },
  },
};

const seed: Seed = {
  // What the CLI writes in an import: lifetimes in minutes, and every way to log in to a database.
  tenant: {
    friendly_name: 'Files Inc.',
    session_lifetime_in_minutes: 2880,
    idle_session_lifetime_in_minutes: 1440,
    ephemeral_session_lifetime_in_minutes: 720,
    idle_ephemeral_session_lifetime_in_minutes: 60,
  },
  clients: [
    {
      name: 'Files',
      app_type: 'regular_web',
      oidc_conformant: true,
      callbacks: ['https://files.example/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      refresh_token: {
        rotation_type: 'rotating',
        expiration_type: 'expiring',
        leeway: 30,
        token_lifetime: 2_592_000,
        idle_token_lifetime: 1_296_000,
        infinite_token_lifetime: false,
        infinite_idle_token_lifetime: false,
      },
    },
    { name: 'Worker', app_type: 'non_interactive', grant_types: ['client_credentials'] },
  ],
  resourceServers: [
    {
      name: 'Files API',
      identifier: 'https://files.example/api',
      scopes: [{ value: 'files:read', description: 'Read your files' }],
      allow_offline_access: true,
    },
  ],
  clientGrants: [{ client_id: 'Worker', audience: 'https://files.example/api', scope: ['files:read'] }],
  databases: [
    { name: 'Username-Password-Authentication', strategy: 'auth0', options },
    { name: 'people', strategy: 'auth0', enabled_clients: ['Files'], options },
  ],
  branding: { logo_url: 'https://files.example/logo.png', colors: { primary: '#0059d6' } },
  themes: [{ ...brandingTheme, displayName: 'Files' }],
  phoneProviders: [
    {
      name: 'twilio',
      disabled: false,
      configuration: { sid: 'sid1', default_from: '+1234567890', delivery_methods: ['text'] },
      credentials: { auth_token: '##TWILIO_AUTH_TOKEN##' },
    },
  ],
  // All of them: the CLI makes the tenant's own of those that are Auth0's.
  phoneTemplates: ['otp_verify', 'otp_enroll', 'change_password', 'blocked_account'].map((type) => ({
    type,
    disabled: false,
    content: { syntax: 'liquid', from: '+1234567890', body: { text: type, voice: type } },
  })),
  emailProvider: {
    name: 'mandrill',
    enabled: true,
    default_from_address: 'files@files.example',
    credentials: { api_key: '##MANDRILL_API_KEY##' },
  },
  emailTemplates: [
    {
      template: 'welcome_email',
      body: '<h1>Welcome!</h1>\n',
      from: 'files@files.example',
      subject: 'Welcome',
      syntax: 'liquid',
      enabled: true,
    },
  ],
  guardianFactors: [{ name: 'otp', enabled: true }],
  guardianPolicies: { policies: ['all-applications'] },
  guardianPhoneFactorMessageTypes: { message_types: ['sms', 'voice'] },
  guardianPhoneFactorSelectedProvider: { provider: 'twilio' },
  guardianFactorTemplates: [
    { name: 'sms', enrollment_message: '{{code}} enrols', verification_message: '{{code}} logs in' },
  ],
  roles: [
    {
      name: 'Reader',
      description: 'May read',
      permissions: [
        { permission_name: 'files:read', resource_server_identifier: 'https://files.example/api' },
      ],
    },
  ],
};

/** What a tenant holds, and how to run Auth0's deploy CLI on it. */
async function deployTo(content: Seed): Promise<{
  readonly tenant: LocalTenant;
  /** Where it exports to. */
  readonly out: string;
  run(...words: string[]): Promise<void>;
  exported(): Promise<Record<string, unknown>>;
}> {
  const tenant = await startLocalTenant({ seed: content });
  onTestFinished(() => tenant.close());
  const folder = await temporaryFolder();
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, tenant.ca);
  const environment = {
    ...process.env,
    AUTH0_DOMAIN: tenant.domain,
    AUTH0_CLIENT_ID: tenant.deployer.clientId,
    AUTH0_CLIENT_SECRET: tenant.deployer.clientSecret,
    AUTH0_INCLUDED_ONLY: JSON.stringify(kinds),
    NODE_EXTRA_CA_CERTS: ca,
    NODE_OPTIONS: `--require ${oneLanguage}`,
  };
  const run = async (...words: string[]) => {
    const { exitCode, stdout, stderr } = await spawnCommand(words, {
      environment,
      directory: folder,
      file: join(dirname(deployCli), 'index.js'),
    }).end();
    expect(exitCode, stdout + stderr).toBe(0);
  };
  const out = join(folder, 'out');
  return {
    tenant,
    out,
    run,
    exported: async () => {
      await run('export', '--format', 'yaml', '--output_folder', out);
      return parse(await readFile(join(out, 'tenant.yaml'), 'utf8')) as Record<string, unknown>;
    },
  };
}

test('what it exports from one tenant it imports into another, which then exports the same', async () => {
  const first = await deployTo(seed);
  const before = await first.exported();
  expect(JSON.stringify(before)).toContain('"name":"Worker"');

  const second = await deployTo({});
  const folder = await temporaryFolder();
  await cp(first.out, folder, { recursive: true });
  await writeFile(join(folder, 'claim.js'), 'exports.onExecutePostLogin = async () => {};');
  const action = { name: 'Claim', runtime: 'node22', deployed: true, dependencies: [], secrets: [] };
  const supported_triggers = [{ id: 'post-login', version: 'v3' }];
  const triggers = { 'post-login': [{ action_name: 'Claim', display_name: 'Claim' }] };
  const actions = [{ ...action, supported_triggers, code: './claim.js' }];
  const drawn = {
    prompt: 'login',
    screen: 'login',
    rendering_mode: 'advanced',
    context_configuration: ['branding.settings'],
    default_head_tags_disabled: true,
    head_tags: [{ tag: 'script', attributes: { src: 'https://files.example/login.js' } }],
    filters: null,
    use_page_template: false,
  };
  await writeFile(join(folder, 'login.json'), JSON.stringify(drawn));
  const { prompts, ...rest } = before;
  const own = { ...(prompts as object), screenRenderers: [{ login: { login: './login.json' } }] };
  const file = join(folder, 'tenant.yaml');
  await writeFile(file, JSON.stringify({ ...rest, prompts: own, actions, triggers }));
  await second.run('import', '--input_file', file);
  const after = await second.exported();
  expect(after).toMatchObject({ actions: [action], triggers });
  const welcome = join('emailTemplates', 'welcome_email.html');
  expect(await readFile(join(second.out, welcome), 'utf8')).toContain('<h1>Welcome!</h1>');
  const screen = join('prompts', 'screenRenderSettings', 'login_login.json');
  expect(JSON.parse(await readFile(join(second.out, screen), 'utf8'))).toEqual(drawn);
  const { actions: noActions, triggers: noTriggers } = before;
  expect({ ...after, actions: noActions, triggers: noTriggers, prompts }).toEqual(before);
}, 480_000);
