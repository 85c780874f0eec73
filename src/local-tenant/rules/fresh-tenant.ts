import { newClient } from './client-defaults.ts';
import { newConnection } from './connections/connection-defaults.ts';
import type { ResourceServer } from '../state/entities/apis.ts';
import type { Client } from '../state/entities/applications.ts';
import type { AttackProtection, TenantSettings } from '../state/entities/settings.ts';
import { alphanumeric, hexId, prefixedId } from '../state/ids.ts';
import { managementScopes } from './management-scopes.ts';
import type { State } from '../state/store.ts';

/** The identifier of a tenant's own Management API. */
export function managementApiIdentifier(domain: string): string {
  return `https://${domain}/api/v2/`;
}

/** The identifier of the API by which users manage their own accounts. */
export function myAccountApiIdentifier(domain: string): string {
  return `https://${domain}/me/`;
}

/** What Auth0 makes for every new tenant, and one application that may use all of the Management API. */
export function freshTenant(domain: string): State {
  const deployer = newClient({
    name: 'Deployer',
    app_type: 'non_interactive',
    oidc_conformant: true,
    jwt_configuration: { alg: 'RS256' },
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
  });
  return {
    documents: {
      identity: { domain, deployer_client_id: deployer.client_id },
      settings: defaultSettings,
      prompts: {
        universal_login_experience: 'new',
        identifier_first: false,
        webauthn_platform_first_factor: false,
      },
      attackProtection: defaultAttackProtection,
      emails: {},
      branding: {},
      guardian: {},
    },
    clients: [globalClient(), deployer],
    clientCredentials: [],
    resourceServers: [managementApi(domain)],
    clientGrants: [
      {
        id: prefixedId('cgr'),
        client_id: deployer.client_id,
        audience: managementApiIdentifier(domain),
        scope: managementScopes.map((scope) => scope.value),
        subject_type: 'client',
      },
    ],
    connections: [
      newConnection({ name: 'Username-Password-Authentication', strategy: 'auth0' }, domain),
      newConnection(
        { name: 'google-oauth2', strategy: 'google-oauth2', options: { email: true, profile: true } },
        domain,
      ),
    ],
    connectionKeys: [],
    directoryProvisionings: [],
    scimConfigurations: [],
    roles: [],
    users: [],
    organizations: [],
    invitations: [],
    logStreams: [],
    customDomains: [],
    networkAcls: [],
    promptContents: [],
    screenRenderings: [],
    emailTemplates: [],
    actions: [],
    actionModules: [],
    triggerBindings: [],
    guardianFactors: [],
    authenticationMethods: [],
    oauthRecords: [],
  };
}

function globalClient(): Client {
  return {
    ...newClient({ name: 'All Applications', callbacks: [] }),
    client_id: alphanumeric(32),
    global: true,
  };
}

function managementApi(domain: string): ResourceServer {
  return {
    id: hexId(),
    name: 'Auth0 Management API',
    identifier: managementApiIdentifier(domain),
    is_system: true,
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: false,
    subject_type_authorization: {
      client: { policy: 'require_client_grant' },
      user: { policy: 'allow_all' },
    },
    token_lifetime: 86_400,
    token_lifetime_for_web: 7200,
    signing_alg: 'RS256',
    scopes: managementScopes,
  };
}

const defaultSettings: TenantSettings & Readonly<Record<string, unknown>> = {
  change_password: { enabled: false },
  enabled_locales: ['en'],
  flags: {
    allow_changing_enable_sso: false,
    allow_legacy_delegation_grant_types: false,
    allow_legacy_ro_grant_types: false,
    allow_other_legacy_grant_types: false,
    disable_impersonation: true,
    enable_dynamic_client_registration: false,
    enable_sso: true,
    universal_login: true,
    revoke_refresh_token_grant: false,
    disable_clickjack_protection_headers: false,
  },
  guardian_mfa_page: { enabled: false },
  idle_session_lifetime: 72,
  session_lifetime: 168,
  ephemeral_session_lifetime: 72,
  idle_ephemeral_session_lifetime: 24,
  sandbox_version: '22',
  oidc_logout: { rp_logout_end_session_endpoint_discovery: true },
  phone_consolidated_experience: true,
};

const defaultAttackProtection: AttackProtection = {
  'brute-force-protection': {
    enabled: true,
    shields: ['block', 'user_notification'],
    mode: 'count_per_identifier_and_ip',
    allowlist: [],
    max_attempts: 10,
  },
  'suspicious-ip-throttling': {
    enabled: true,
    shields: ['admin_notification', 'block'],
    allowlist: [],
    stage: {
      'pre-login': { max_attempts: 100, rate: 864_000 },
      'pre-user-registration': { max_attempts: 50, rate: 1200 },
      'pre-custom-token-exchange': { max_attempts: 10, rate: 600_000 },
    },
  },
  'breached-password-detection': {
    enabled: false,
    shields: [],
    admin_notification_frequency: [],
    method: 'standard',
    stage: { 'pre-user-registration': { shields: [] }, 'pre-change-password': { shields: [] } },
  },
  'bot-detection': {
    challenge_password_policy: 'never',
    challenge_passwordless_policy: 'never',
    challenge_password_reset_policy: 'never',
    allowlist: [],
    bot_detection_level: 'medium',
    monitoring_mode_enabled: false,
  },
  captcha: {
    active_provider_id: 'auth_challenge',
    simple_captcha: {},
    auth_challenge: { fail_open: false },
    recaptcha_v2: { site_key: '' },
    recaptcha_enterprise: { site_key: '', project_id: '' },
    hcaptcha: { site_key: '' },
    friendly_captcha: { site_key: '' },
    arkose: {
      site_key: '',
      client_subdomain: 'client-api',
      verify_subdomain: 'verify-api',
      fail_open: false,
    },
  },
};
