import * as z from 'zod';
import {
  certificateCredentialBody,
  publicKeyCredentialBody,
  subjectCredentialBody,
} from './client-credential-schema.ts';
import { clientAddons } from './client-addon-schema.ts';
import {
  defaultOrganization,
  encryptionKey,
  expressConfiguration,
  mobile,
  myOrganization,
  nativeSocialLogin,
  oidcLogout,
  sessionTransfer,
  tokenExchange,
} from './client-feature-schema.ts';
import { tokenQuota } from '../token-quota.ts';
import { absoluteHttpsUriOrEmpty, absoluteUriOrEmpty, callbackUrl, logoutUrl, origin } from '../urls.ts';
import { jsonObject, propertyCount } from '../validation.ts';

const appTypes = [
  'native',
  'spa',
  'regular_web',
  'non_interactive',
  'resource_server',
  'express_configuration',
  'rms',
  'box',
  'cloudbees',
  'concur',
  'dropbox',
  'mscrm',
  'echosign',
  'egnyte',
  'newrelic',
  'office365',
  'salesforce',
  'sentry',
  'sharepoint',
  'slack',
  'springcm',
  'zendesk',
  'zoom',
  'sso_integration',
  'oag',
] as const;

const authMethod = z.enum(['none', 'client_secret_post', 'client_secret_basic']);
const organizationUsage = z.enum(['deny', 'allow', 'require']);
const organizationRequireBehavior = z.enum(['no_prompt', 'pre_login_prompt', 'post_login_prompt']);
const organizationDiscovery = z.array(z.enum(['email', 'organization_name'])).min(1);
const approvalChannels = z.array(z.enum(['guardian-push', 'email'])).min(1);
const complianceLevel = z.enum([
  'none',
  'fapi1_adv_pkj_par',
  'fapi1_adv_mtls_par',
  'fapi2_sp_pkj_mtls',
  'fapi2_sp_mtls_mtls',
]);
const parRequestExpiry = z.int().min(10).max(600);
const name = z.string().regex(/^[^<>]+$/);

const clientMetadata = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string().max(255), value).check(propertyCount({ maximum: 10 }));

const jwtConfiguration = z.strictObject({
  lifetime_in_seconds: z.int().min(0).max(2_592_000).exactOptional(),
  secret_encoded: z.boolean().exactOptional(),
  scopes: jsonObject.exactOptional(),
  alg: z.enum(['HS256', 'RS256', 'RS512', 'PS256']).exactOptional(),
});

const lifetime = z.int().min(1).max(157_788_000);

const refreshToken = z.strictObject({
  rotation_type: z.enum(['rotating', 'non-rotating']),
  expiration_type: z.enum(['expiring', 'non-expiring']),
  leeway: z.int().min(0).max(60).exactOptional(),
  token_lifetime: lifetime.exactOptional(),
  infinite_token_lifetime: z.boolean().exactOptional(),
  idle_token_lifetime: lifetime.exactOptional(),
  infinite_idle_token_lifetime: z.boolean().exactOptional(),
  policies: z
    .array(
      z.strictObject({ audience: z.string().min(1).max(600), scope: z.array(z.string().min(1).max(280)) }),
    )
    .min(1)
    .nullable()
    .exactOptional(),
});

const credentialReference = z.strictObject({ id: z.string() });

/** What holds tokens of other services, given to an application that shows these credentials. Source: Auth0, "Token Vault". */
const tokenVaultAccess = <Credential extends z.ZodType>(credential: Credential) =>
  z.strictObject({
    credentials: z.array(credential),
    ip_allowlist: z.array(z.string().min(1)).exactOptional(),
    grants: z
      .array(z.strictObject({ connection: z.string().min(1), scopes: z.array(z.string().min(1)) }))
      .exactOptional(),
  });

/** The one way in which an application authenticates by keys or certificates, with those of each way. */
const authenticationMethods = <
  Key extends z.ZodType,
  Subject extends z.ZodType,
  Certificate extends z.ZodType,
>(credentials: {
  readonly key: Key;
  readonly subject: Subject;
  readonly certificate: Certificate;
}) =>
  z
    .strictObject({
      private_key_jwt: z.strictObject({ credentials: z.array(credentials.key) }).exactOptional(),
      tls_client_auth: z.strictObject({ credentials: z.array(credentials.subject) }).exactOptional(),
      self_signed_tls_client_auth: z
        .strictObject({ credentials: z.array(credentials.certificate) })
        .exactOptional(),
    })
    .check(propertyCount({ minimum: 1, maximum: 1 }));

const common = {
  description: z.string().max(140).exactOptional(),
  logo_uri: absoluteUriOrEmpty.exactOptional(),
  callbacks: z.array(callbackUrl).exactOptional(),
  oidc_logout: oidcLogout.exactOptional(),
  session_transfer: sessionTransfer.nullable().exactOptional(),
  allowed_origins: z.array(origin).exactOptional(),
  web_origins: z.array(origin).exactOptional(),
  client_aliases: z.array(z.string().min(1)).exactOptional(),
  allowed_clients: z.array(z.string().min(1)).exactOptional(),
  allowed_logout_urls: z.array(logoutUrl).exactOptional(),
  grant_types: z.array(z.string().min(1)).exactOptional(),
  is_token_endpoint_ip_header_trusted: z.boolean().exactOptional(),
  app_type: z.enum(appTypes).exactOptional(),
  is_first_party: z.boolean().exactOptional(),
  oidc_conformant: z.boolean().exactOptional(),
  jwt_configuration: jwtConfiguration.exactOptional(),
  encryption_key: encryptionKey.nullable().exactOptional(),
  sso: z.boolean().exactOptional(),
  sso_disabled: z.boolean().exactOptional(),
  cross_origin_authentication: z.boolean().exactOptional(),
  // No longer published, and kept beside the one above: auth0-deploy-cli recorded that both were taken.
  cross_origin_auth: z.boolean().exactOptional(),
  custom_login_page_on: z.boolean().exactOptional(),
  mobile: mobile.exactOptional(),
  initiate_login_uri: absoluteHttpsUriOrEmpty.exactOptional(),
  refresh_token: refreshToken.nullable().exactOptional(),
  default_organization: defaultOrganization.nullable().exactOptional(),
  require_pushed_authorization_requests: z.boolean().exactOptional(),
  require_proof_of_possession: z.boolean().exactOptional(),
  compliance_level: complianceLevel.nullable().exactOptional(),
  par_request_expiry: parRequestExpiry.nullable().exactOptional(),
  b2b_integration_configuration: jsonObject.exactOptional(),
  // `permissive` is for accounts that had third-party applications before April 2026; a new tenant does not know it.
  third_party_security_mode: z.enum(['strict']).exactOptional(),
  redirection_policy: z.enum(['allow_always', 'open_redirect_protection']).exactOptional(),
};

/** `POST /clients`. Source: Management API v2, `CreateClientRequestContent`. */
export const createClientBody = z.strictObject({
  ...common,
  name,
  custom_login_page: z.string().min(1).exactOptional(),
  custom_login_page_preview: z.string().min(1).exactOptional(),
  form_template: z.string().min(1).exactOptional(),
  token_endpoint_auth_method: authMethod.exactOptional(),
  cross_origin_loc: absoluteUriOrEmpty.exactOptional(),
  client_metadata: clientMetadata(z.string().max(255)).exactOptional(),
  native_social_login: nativeSocialLogin.exactOptional(),
  addons: clientAddons.exactOptional(),
  my_organization_configuration: myOrganization.exactOptional(),
  oidc_backchannel_logout: oidcLogout.exactOptional(),
  signed_request_object: z
    .strictObject({
      required: z.boolean().exactOptional(),
      credentials: z.array(publicKeyCredentialBody).exactOptional(),
    })
    .exactOptional(),
  fedcm_login: jsonObject.exactOptional(),
  organization_usage: organizationUsage.exactOptional(),
  organization_require_behavior: organizationRequireBehavior.exactOptional(),
  organization_discovery_methods: organizationDiscovery.exactOptional(),
  client_authentication_methods: authenticationMethods({
    key: publicKeyCredentialBody,
    subject: subjectCredentialBody,
    certificate: certificateCredentialBody,
  }).exactOptional(),
  token_vault_privileged_access: tokenVaultAccess(publicKeyCredentialBody).exactOptional(),
  skip_non_verifiable_callback_uri_confirmation_prompt: z.boolean().exactOptional(),
  token_exchange: tokenExchange.exactOptional(),
  token_quota: tokenQuota.exactOptional(),
  resource_server_identifier: z.string().min(1).max(600).exactOptional(),
  identity_assertion_authorization_grant: jsonObject.exactOptional(),
  anonymous_sessions: jsonObject.exactOptional(),
  express_configuration: expressConfiguration.exactOptional(),
  async_approval_notification_channels: approvalChannels.exactOptional(),
});

/** `PATCH /clients/{id}`. Source: Management API v2, `UpdateClientRequestContent`. */
export const updateClientBody = z
  .strictObject({
    ...common,
    name: name.exactOptional(),
    custom_login_page: z.string().exactOptional(),
    custom_login_page_preview: z.string().exactOptional(),
    form_template: z.string().exactOptional(),
    client_secret: z.string().min(1).exactOptional(),
    token_endpoint_auth_method: authMethod.nullable().exactOptional(),
    cross_origin_loc: absoluteUriOrEmpty.nullable().exactOptional(),
    client_metadata: clientMetadata(z.string().max(255).nullable()).exactOptional(),
    native_social_login: nativeSocialLogin.exactOptional(),
    addons: clientAddons.nullable().exactOptional(),
    my_organization_configuration: myOrganization.nullable().exactOptional(),
    oidc_backchannel_logout: oidcLogout.nullable().exactOptional(),
    signed_request_object: z
      .strictObject({
        required: z.boolean().exactOptional(),
        credentials: z.array(credentialReference).exactOptional(),
      })
      .nullable()
      .exactOptional(),
    fedcm_login: jsonObject.nullable().exactOptional(),
    organization_usage: organizationUsage.nullable().exactOptional(),
    organization_require_behavior: organizationRequireBehavior.nullable().exactOptional(),
    organization_discovery_methods: organizationDiscovery.nullable().exactOptional(),
    client_authentication_methods: authenticationMethods({
      key: credentialReference,
      subject: credentialReference,
      certificate: credentialReference,
    })
      .nullable()
      .exactOptional(),
    token_vault_privileged_access: tokenVaultAccess(credentialReference).nullable().exactOptional(),
    skip_non_verifiable_callback_uri_confirmation_prompt: z.boolean().nullable().exactOptional(),
    token_exchange: tokenExchange.nullable().exactOptional(),
    token_quota: tokenQuota.nullable().exactOptional(),
    identity_assertion_authorization_grant: jsonObject.nullable().exactOptional(),
    anonymous_sessions: jsonObject.nullable().exactOptional(),
    express_configuration: expressConfiguration.nullable().exactOptional(),
    async_approval_notification_channels: approvalChannels.nullable().exactOptional(),
  })
  .check(propertyCount({ minimum: 1 }));

export type CreateClientBody = z.infer<typeof createClientBody>;
export type UpdateClientBody = z.infer<typeof updateClientBody>;
