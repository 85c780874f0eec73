import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { serveInMemory } from '../../src/local-tenant/memory-tenant.ts';
import type { State } from '../../src/local-tenant/state/store.ts';
import { type Seed, startLocalTenant } from '../../src/testing/index.ts';
import { brandingTheme } from '../support/tenants/branding-theme.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const yaml = `
tenant:
  friendly_name: Files Inc.
clients:
  - name: Files
    client_id: files
    client_secret: not-much-of-a-secret
    app_type: regular_web
    oidc_conformant: true
    is_first_party: true
    callbacks: [https://files.example/callback]
    grant_types: [authorization_code, refresh_token]
    jwt_configuration: { alg: RS256 }
  - name: Worker
    app_type: non_interactive
    grant_types: [client_credentials]
resourceServers:
  - name: Files API
    identifier: https://files.example/api
    scopes:
      - { value: 'files:read', description: Read }
      - { value: 'files:write', description: Write }
    enforce_policies: true
    token_dialect: access_token_authz
    skip_consent_for_verifiable_first_party_clients: true
clientGrants:
  - client_id: Worker
    audience: https://files.example/api
    scope: ['files:read']
databases:
  - name: people
    strategy: auth0
    enabled_clients: [Files]
  - name: Username-Password-Authentication
    strategy: auth0
    options: { disable_signup: true }
connections: []
roles:
  - name: Reader
    description: May read
    permissions:
      - { permission_name: 'files:read', resource_server_identifier: https://files.example/api }
users:
  - email: ada@example.com
    password: Correct-horse-7
    email_verified: true
    roles: [Reader]
rules: []
pages: {}
`;

async function seedFile(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'tenant.yaml');
  await writeFile(file, text);
  return file;
}

async function started(seed: Seed | string) {
  const tenant = await startLocalTenant({ seed });
  onTestFinished(() => tenant.close());
  return tenant;
}

test("what people have in auth0-deploy-cli's format starts a tenant, with people who log in to it", async () => {
  const tenant = await started(await seedFile(yaml));
  const { accessToken, claims } = await tenant.login(
    { email: 'ada@example.com', password: 'Correct-horse-7' },
    {
      clientId: 'files',
      audience: 'https://files.example/api',
      scope: 'openid email files:read files:write',
    },
  );
  expect(claims).toMatchObject({ aud: 'files', email: 'ada@example.com', email_verified: true });
  expect(decodeJwt(accessToken)).toMatchObject({ permissions: ['files:read'] });
});

test('the page that tells of it has one that works', async () => {
  const page = await readFile(new URL('../../docs/local-tenant.md', import.meta.url), 'utf8');
  const tenant = await started(await seedFile(/^```yaml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? ''));
  const { scope } = await tenant.login(
    { email: 'ada@example.com', password: 'Correct-horse-7' },
    { audience: 'https://files.example/api', scope: 'openid files:read' },
  );
  expect(scope).toBe('openid files:read');
});

test('what refers to an application has the id that the seed states', async () => {
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const identifier = 'https://files.example/api';
  const seed = {
    tenant: { flags: { enable_client_connections: true } },
    resourceServers: [{ identifier }],
    clients: [
      {
        name: 'Robot',
        client_id: 'robot',
        client_authentication_methods: {
          private_key_jwt: { credentials: [{ credential_type: 'public_key', pem: publicKey }] },
        },
      },
      { name: 'API', client_id: 'api', app_type: 'resource_server', resource_server_identifier: identifier },
    ],
  };
  const tenant = await serveInMemory({ seed });
  onTestFinished(() => tenant.close());
  const { clients, clientCredentials, connections, resourceServers } = tenant.read;
  expect(clientCredentials.by('client_id', 'robot')).toHaveLength(1);
  expect(connections.by('enabled_client', 'robot')).not.toEqual([]);
  for (const id of [...connections.values()].flatMap(({ enabled_clients: enabled }) => enabled))
    expect(clients.has(id)).toBe(true);
  expect(resourceServers.by('identifier', identifier)[0]?.client_id).toBe('api');
});

test('settings are those that the seed states', async () => {
  const template = { template: 'welcome_email', from: '', subject: '', syntax: 'liquid', enabled: true };
  const page = '{%- auth0:head -%}{%- auth0:widget -%}';
  const tenant = await serveInMemory({
    seed: {
      customDomains: [{ domain: 'login.a.example', type: 'auth0_managed_certs' }],
      branding: {
        logo_url: 'https://a.example/a.png',
        colors: { primary: '#0059d6' },
        templates: [{ template: 'universal_login', body: page }],
      },
      themes: [brandingTheme],
      phoneProviders: [{ name: 'custom', credentials: {}, configuration: { delivery_methods: ['text'] } }],
      phoneTemplates: [{ type: 'otp_verify', content: { from: '', body: { text: 'a', voice: 'b' } } }],
      emailProvider: { name: 'sendgrid', credentials: { api_key: 'a key' } },
      emailTemplates: [{ ...template, body: 'Welcome!' }],
      guardianFactors: [{ name: 'otp', enabled: true }],
      guardianPolicies: { policies: ['all-applications'] },
      guardianPhoneFactorMessageTypes: { message_types: ['sms'] },
      guardianPhoneFactorSelectedProvider: { provider: 'twilio' },
      guardianFactorProviders: [{ name: 'sms', provider: 'twilio', sid: 'a', auth_token: 'a token' }],
      guardianFactorTemplates: [{ name: 'sms', enrollment_message: 'a', verification_message: 'b' }],
    },
  });
  onTestFinished(() => tenant.close());
  const { state } = tenant.snapshot() as { readonly state: State };
  expect(state.documents.emails.provider).toMatchObject({ name: 'sendgrid', enabled: true });
  expect(state.documents.branding).toMatchObject({
    settings: { logo_url: 'https://a.example/a.png' },
    page_template: page,
    theme: brandingTheme,
    phone_provider: { name: 'custom' },
    phone_templates: [{ content: { syntax: 'liquid', body: { text: 'a', voice: 'b' } } }],
  });
  expect(state.documents.settings.universal_login).toEqual({ colors: { primary: '#0059d6' } });
  expect(state.guardianFactors).toEqual([{ name: 'otp', enabled: true }]);
  expect(state.documents.guardian).toEqual({
    '/guardian/policies': ['all-applications'],
    '/guardian/factors/phone/message-types': { message_types: ['sms'] },
    '/guardian/factors/phone/selected-provider': { provider: 'twilio' },
    '/guardian/factors/phone/providers/twilio': { sid: 'a', auth_token: 'a token' },
    '/guardian/factors/phone/templates': { enrollment_message: 'a', verification_message: 'b' },
  });
  expect(state.emailTemplates).toEqual([{ ...template, body: 'Welcome!' }]);
});

test('a reset brings the seed back', async () => {
  const tenant = await started({ clients: [{ name: 'Mine', client_id: 'mine' }] });
  const before = tenant.snapshot();
  await tenant.reset();
  expect(tenant.snapshot()).toEqual(before);
  expect(JSON.stringify(before)).toContain('"client_id":"mine"');
});

test.each([
  [
    'forms: [{ name: a }]\nhooks: [{ name: a }]',
    'does not take the sections forms, hooks. It takes tenant, branding, emailProvider,',
  ],
  ['clients: { name: a }', 'clients is not a list of objects'],
  ['emailProvider: [{ name: smtp }]', 'emailProvider is not an object'],
  ['emailProvider: { name: smtp }', "emailProvider: Payload validation error: 'Missing required property: "],
  [
    'emailTemplates: [{ template: a }]',
    "emailTemplates[0] (a): Payload validation error: 'No enum match for: a'",
  ],
  ['branding: { templates: [null] }', 'branding: templates is not a list of objects'],
  ['branding: { templates: a }', 'branding: templates is not a list of objects'],
  ['- a', 'it does not hold sections such as'],
  ['a: [', 'it is not YAML: '],
  [
    'clients: [{ name: A, callback: [] }]',
    "clients[0] (A): Payload validation error: 'Additional properties not allowed: callback'",
  ],
  ['clients: [{ name: A, client_id: "a b" }]', 'clients[0] (A): client_id and client_secret are letters'],
  [
    'clients: [{ name: A, client_id: a }, { name: B, client_id: a }]',
    'clients[1] (B): another application has the client_id a',
  ],
  [
    'clientGrants: [{ client_id: A, audience: https://a.example, scope: [] }]',
    'clientGrants[0]: there is no application A among clients',
  ],
  ['users: [{ email: a@example.com, password: short }]', 'users[0] (a@example.com): PasswordStrengthError'],
  [
    'users: [{ email: a@example.com, password: Correct-horse-7, roles: [R] }]',
    'users[0] (a@example.com): there is no role R among roles',
  ],
])('%s is refused with what is wrong, and where', async (text, reason) => {
  const file = await seedFile(text);
  const refusal = startLocalTenant({ seed: file });
  await expect(refusal).rejects.toMatchObject({ code: 'SEED_INVALID' });
  await expect(refusal).rejects.toThrow(`${file} is not what a tenant can hold: `);
  await expect(refusal).rejects.toThrow(reason);
});

test('a file that is not there is named', async () => {
  await expect(startLocalTenant({ seed: '/nowhere/tenant.yaml' })).rejects.toThrow(
    '/nowhere/tenant.yaml cannot be read: ENOENT',
  );
});
