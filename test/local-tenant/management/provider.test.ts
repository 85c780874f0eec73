import { beforeAll, expect, test } from 'vitest';
import {
  tenantDomain,
  managementTenant,
  type ManagementTenant,
} from '../../support/tenants/management-tenant.ts';

/** What the official provider (3.49) sends for a program like ours, and the status it needs. */
const apiIdentifier = '/resource-servers/https:%2F%2Fomnichat.com%2Fapi';
const apiAudience = 'https://omnichat.com/api';
const managementIdentifier = `https://${tenantDomain}/api/v2/`;
const readPermission = { resource_server_identifier: apiAudience, permission_name: 'files:read' };

let tenant: ManagementTenant;
const ids: Record<string, string> = {};

beforeAll(async () => {
  tenant = await managementTenant();
});

const connector = {
  name: 'OmniChat OAuth 2.1',
  description: 'OAuth 2.1 authorization server for ChatGPT integration',
  app_type: 'regular_web',
  is_first_party: true,
  oidc_conformant: true,
  callbacks: ['https://chatgpt.com/connector_platform_oauth_redirect', 'http://localhost:3000/callback'],
  web_origins: ['http://localhost:3000'],
  allowed_logout_urls: ['http://localhost:3000'],
  jwt_configuration: { alg: 'RS256', lifetime_in_seconds: 36_000 },
  sso_disabled: false,
  cross_origin_authentication: false,
  grant_types: ['authorization_code', 'refresh_token'],
  refresh_token: {
    rotation_type: 'rotating',
    expiration_type: 'expiring',
    leeway: 30,
    token_lifetime: 2_592_000,
    infinite_token_lifetime: false,
    infinite_idle_token_lifetime: false,
    idle_token_lifetime: 1_296_000,
  },
};

const registrar = {
  name: 'OmniChat Registrar',
  description: 'Managed by Pulumi',
  app_type: 'non_interactive',
  is_first_party: true,
  oidc_conformant: true,
  jwt_configuration: { alg: 'RS256' },
  grant_types: ['client_credentials'],
  token_endpoint_auth_method: 'client_secret_post',
};

const api = {
  name: 'OmniChat API',
  signing_alg: 'RS256',
  allow_offline_access: true,
  token_lifetime: 86_400,
  skip_consent_for_verifiable_first_party_clients: true,
  enforce_policies: false,
  token_dialect: 'rfc9068_profile',
  subject_type_authorization: {
    user: { policy: 'require_client_grant' },
    client: { policy: 'require_client_grant' },
  },
};

const settings = {
  flags: {
    enable_client_connections: false,
    enable_dynamic_client_registration: false,
    use_scope_descriptions_for_consent: true,
  },
  friendly_name: 'OmniChat',
  session_lifetime: 168,
  idle_session_lifetime: 72,
  client_id_metadata_document_supported: true,
  resource_parameter_profile: 'compatibility',
};

const stream = {
  name: 'omnichat-audit',
  type: 'http',
  sink: {
    httpContentFormat: 'JSONLINES',
    httpContentType: 'application/json',
    httpEndpoint: 'https://logs.example.com/auth0',
    httpAuthorization: 'a credential',
  },
};

const nulls = {
  default_token_quota: null,
  error_page: null,
  mtls: null,
  skip_non_verifiable_callback_uri_confirmation_prompt: null,
};

const grantQuery = (audience: string, client: string) =>
  `/client-grants?${new URLSearchParams({ audience, client_id: client, include_totals: 'true', per_page: '50' }).toString()}`;

/** A name that comes first is that of the id in the answer; `{name}` in a path stands for it. */
type Step = readonly [made: string, method: string, path: string, body: unknown, status: number];

const create = (): readonly Step[] => [
  ['role', 'POST', '/roles', { name: 'OmniChat user', description: 'd' }, 200],
  ['', 'GET', '/roles/{role}', undefined, 200],
  ['', 'PATCH', '/prompts', { universal_login_experience: 'new', identifier_first: false }, 200],
  ['connector', 'POST', '/clients', { ...connector, token_endpoint_auth_method: 'client_secret_post' }, 201],
  ['registrar', 'POST', '/clients', registrar, 201],
  ['api', 'POST', '/resource-servers', { ...api, identifier: apiAudience }, 201],
  ['stream', 'POST', '/log-streams', stream, 200],
  ['', 'GET', '/resource-servers/{api}', undefined, 200],
  ['', 'PATCH', apiIdentifier, { scopes: [{ value: 'files:read', description: 'Read user files' }] }, 200],
  ['', 'GET', apiIdentifier, undefined, 200],
  ['', 'POST', '/roles/{role}/permissions', { permissions: [readPermission] }, 201],
  ['', 'GET', '/roles/{role}/permissions?include_totals=true&page=0&per_page=100', undefined, 200],
  ['', 'PATCH', '/tenants/settings', settings, 200],
  ['', 'PATCH', '/tenants/settings', nulls, 200],
  ['', 'GET', '/clients/{connector}?fields=client_id&include_fields=true', undefined, 200],
  ['', 'PATCH', '/clients/{connector}', { token_endpoint_auth_method: 'client_secret_post' }, 200],
];

const change = (): readonly Step[] => [
  ['', 'PATCH', '/clients/{connector}', { ...connector, jwt_configuration: { alg: 'RS256' } }, 200],
  ['', 'PATCH', '/resource-servers/{api}', { ...api, token_lifetime: 3600 }, 200],
  ['', 'GET', grantQuery(managementIdentifier, ids['registrar'] ?? ''), undefined, 200],
  [
    'grant',
    'POST',
    '/client-grants',
    {
      client_id: ids['registrar'],
      audience: managementIdentifier,
      scope: ['create:clients'],
      subject_type: 'client',
    },
    201,
  ],
  ['', 'PATCH', '/client-grants/{grant}', { scope: ['create:clients', 'read:clients'] }, 200],
  ['', 'GET', '/client-grants/{grant}', undefined, 200],
];

const destroy: readonly Step[] = [
  ['', 'DELETE', '/client-grants/{grant}', undefined, 204],
  ['', 'DELETE', '/roles/{role}/permissions', { permissions: [readPermission] }, 204],
  ['', 'GET', '/clients/{registrar}?fields=client_id%2Capp_type&include_fields=true', undefined, 200],
  ['', 'GET', '/clients/{registrar}/credentials?include_totals=true&per_page=50', undefined, 200],
  ['', 'PATCH', '/clients/{registrar}', { token_endpoint_auth_method: 'client_secret_post' }, 200],
  ['', 'PATCH', apiIdentifier, { scopes: [] }, 200],
  ['', 'DELETE', '/resource-servers/{api}', undefined, 204],
  ['', 'DELETE', '/clients/{registrar}', undefined, 204],
  ['', 'DELETE', '/roles/{role}', {}, 200],
  ['', 'DELETE', '/clients/{connector}', undefined, 204],
  ['', 'PATCH', '/attack-protection/breached-password-detection', { enabled: false }, 200],
  ['', 'DELETE', '/log-streams/{stream}', undefined, 204],
];

async function follow(steps: readonly Step[]): Promise<void> {
  for (const [made, method, path, body, status] of steps) {
    const target = path.replace(/\{(\w+)\}/, (_placeholder, name: string) => ids[name] ?? '');
    const answer = await tenant.call(method, target, body);
    expect({ method, path, status: answer.status, body: answer.body }).toMatchObject({
      method,
      path,
      status,
    });
    if (made !== '') ids[made] = answer.body.id ?? answer.body.client_id;
  }
}

test('takes all that the official provider sends, and is empty again when it has destroyed', async () => {
  await follow(create());
  await follow(change());
  expect(tenant.store.read.clients.get(ids['connector'] ?? '')?.refresh_token).toEqual(
    connector.refresh_token,
  );
  await follow(destroy);
  const { clients, resourceServers, clientGrants, roles, logStreams } = tenant.store.read;
  expect([clients, resourceServers, clientGrants, roles, logStreams].map(({ size }) => size)).toEqual([
    2, 1, 1, 0, 0,
  ]);
});
