import * as z from 'zod';
import type { TenantSettings } from '../../state/entities/settings.ts';
import { fieldParameters, selectFields } from '../listing.ts';
import { locales } from './locales.ts';
import { patched } from '../patch.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { tokenQuota } from '../token-quota.ts';
import { absoluteHttpsUriOrEmpty, absoluteUriOrEmpty, logoutUrl } from '../urls.ts';
import { jsonObject, propertyCount } from '../validation.ts';

const flagNames = [
  'allow_changing_enable_sso',
  'allow_legacy_delegation_grant_types',
  'allow_legacy_ro_grant_types',
  'allow_legacy_tokeninfo_endpoint',
  'change_pwd_flow_v1',
  'custom_domains_provisioning',
  'dashboard_insights_view',
  'dashboard_log_streams_next',
  'disable_clickjack_protection_headers',
  'disable_fields_map_fix',
  'disable_impersonation',
  'disable_management_api_sms_obfuscation',
  'enable_adfs_waad_email_verification',
  'enable_apis_section',
  'enable_client_connections',
  'enable_custom_domain_in_emails',
  'enable_dynamic_client_registration',
  'enable_idtoken_api2',
  'enable_legacy_logs_search_v2',
  'enable_legacy_profile',
  'enable_pipeline2',
  'enable_public_signup_user_exists_error',
  'enable_sso',
  'enforce_client_authentication_on_passwordless_start',
  'genai_trial',
  'improved_signup_bot_detection_in_classic',
  'local_resource_discovery',
  'mfa_show_factor_list_on_enrollment',
  'no_disclose_enterprise_connections',
  'remove_alg_from_jwks',
  'require_pushed_authorization_requests',
  'revoke_refresh_token_grant',
  'trust_azure_adfs_email_verified_connection_property',
  'universal_login',
  'use_scope_descriptions_for_consent',
] as const;

const nullableObject = jsonObject.nullable().exactOptional();
/** A page of Auth0's own design that a tenant may replace. */
const loginPage = z
  .strictObject({ enabled: z.boolean().exactOptional(), html: z.string().exactOptional() })
  .nullable()
  .exactOptional();
const nullableBoolean = z.boolean().nullable().exactOptional();
const lifetimeInHours = (maximum: number) => z.number().min(1).max(maximum).exactOptional();
const minutes = z
  .int()
  .min(1)
  .max(8760 * 60)
  .exactOptional();

const updateBody = z
  .strictObject({
    change_password: loginPage,
    device_flow: z
      .strictObject({
        charset: z.enum(['base20', 'digits']).exactOptional(),
        mask: z.string().max(20).exactOptional(),
      })
      .nullable()
      .exactOptional(),
    guardian_mfa_page: loginPage,
    default_audience: z.string().exactOptional(),
    default_directory: z.string().exactOptional(),
    error_page: z
      .strictObject({
        html: z.string().exactOptional(),
        show_log_link: z.boolean().exactOptional(),
        url: absoluteUriOrEmpty.exactOptional(),
      })
      .nullable()
      .exactOptional(),
    default_token_quota: z
      .strictObject({
        clients: tokenQuota.exactOptional(),
        organizations: tokenQuota.exactOptional(),
      })
      .check(propertyCount({ minimum: 1 }))
      .nullable()
      .exactOptional(),
    flags: z
      .strictObject(Object.fromEntries(flagNames.map((flag) => [flag, z.boolean().exactOptional()])))
      .exactOptional(),
    friendly_name: z.string().exactOptional(),
    picture_url: absoluteUriOrEmpty.exactOptional(),
    support_email: z.union([z.literal(''), z.email()]).exactOptional(),
    support_url: absoluteUriOrEmpty.exactOptional(),
    allowed_logout_urls: z.array(logoutUrl).exactOptional(),
    session_lifetime: lifetimeInHours(8760),
    session_lifetime_in_minutes: minutes,
    idle_session_lifetime: lifetimeInHours(8760),
    idle_session_lifetime_in_minutes: minutes,
    ephemeral_session_lifetime: lifetimeInHours(8760),
    ephemeral_session_lifetime_in_minutes: minutes,
    idle_ephemeral_session_lifetime: lifetimeInHours(8760),
    idle_ephemeral_session_lifetime_in_minutes: minutes,
    sandbox_version: z.string().max(8).exactOptional(),
    legacy_sandbox_version: z.string().max(8).exactOptional(),
    default_redirection_uri: absoluteHttpsUriOrEmpty.exactOptional(),
    enabled_locales: z.array(z.enum(locales)).min(1).exactOptional(),
    security_headers: nullableObject,
    session_cookie: z
      .strictObject({ mode: z.enum(['persistent', 'non-persistent']) })
      .nullable()
      .exactOptional(),
    sessions: z
      .strictObject({ oidc_logout_prompt_enabled: z.boolean().exactOptional() })
      .nullable()
      .exactOptional(),
    oidc_logout: z
      .strictObject({ rp_logout_end_session_endpoint_discovery: z.boolean().exactOptional() })
      .exactOptional(),
    customize_mfa_in_postlogin_action: nullableBoolean,
    allow_organization_name_in_authentication_api: nullableBoolean,
    acr_values_supported: z.array(z.string().min(1)).nullable().exactOptional(),
    mtls: z.strictObject({ enable_endpoint_aliases: z.boolean().exactOptional() }).nullable().exactOptional(),
    pushed_authorization_requests_supported: nullableBoolean,
    authorization_response_iss_parameter_supported: nullableBoolean,
    skip_non_verifiable_callback_uri_confirmation_prompt: nullableBoolean,
    resource_parameter_profile: z.enum(['audience', 'compatibility']).exactOptional(),
    client_id_metadata_document_supported: z.boolean().exactOptional(),
    enable_ai_guide: z.boolean().exactOptional(),
    phone_consolidated_experience: z.boolean().exactOptional(),
    include_session_metadata_in_tenant_logs: z.boolean().exactOptional(),
    dynamic_client_registration_security_mode: z.enum(['strict', 'permissive']).exactOptional(),
    country_codes: nullableObject,
    // Not published: auth0-deploy-cli sends it, and its recordings show that it is kept.
    universal_login: z
      .strictObject({
        colors: z
          .strictObject({
            primary: z.string().exactOptional(),
            page_background: z.union([z.string(), jsonObject]).exactOptional(),
          })
          .exactOptional(),
      })
      .exactOptional(),
  })
  .check(propertyCount({ minimum: 1 }));

/** What a GET alone shows: whatever sandboxes there are, and what holds until somebody states it. */
const readDefaults = {
  sandbox_versions_available: ['22', '18'],
  resource_parameter_profile: 'audience',
  client_id_metadata_document_supported: false,
};

/** `/tenants/settings`. */
export function tenantSettingsRoutes({ store }: ManagementContext): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/tenants/settings',
      scopes: ['read:tenant_settings'],
      query: z.strictObject(fieldParameters),
      handle: ({ query }) => ({
        status: 200,
        body: selectFields({ ...readDefaults, ...store.documents.settings }, query),
      }),
    }),
    route({
      method: 'PATCH',
      path: '/tenants/settings',
      scopes: ['update:tenant_settings'],
      body: updateBody,
      handle: async ({ body }) => {
        const updated = await store.write((tenant) => {
          const settings = updatedSettings(store.documents.settings, body);
          tenant.setDocument('settings', settings);
          return settings;
        });
        return { status: 200, body: showPatched(updated) };
      },
    }),
  ];
}

const mergedProperties = ['flags', 'change_password', 'guardian_mfa_page', 'universal_login'];
const lifetimeNames = [
  'session_lifetime',
  'idle_session_lifetime',
  'ephemeral_session_lifetime',
  'idle_ephemeral_session_lifetime',
] as const;

function updatedSettings(settings: TenantSettings, body: z.infer<typeof updateBody>): TenantSettings {
  const changes = new Map<string, unknown>(Object.entries(body));
  if (body.default_redirection_uri === '') changes.set('default_redirection_uri', null);
  // A lifetime that is set in minutes is kept, and shown, in hours alone, as go-auth0 and auth0-deploy-cli recorded.
  for (const name of lifetimeNames) {
    const sent = body[`${name}_in_minutes`];
    // Also one that was saved when they were kept.
    changes.set(`${name}_in_minutes`, null);
    if (sent !== undefined && body[name] === undefined) changes.set(name, sent / 60);
  }
  return patched(settings, Object.fromEntries(changes), mergedProperties);
}

/** Auth0 answers a PATCH with two flags more than a GET. */
function showPatched(settings: TenantSettings): object {
  return {
    ...settings,
    flags: {
      cannot_change_enforce_client_authentication_on_passwordless_start: true,
      enforce_client_authentication_on_passwordless_start: true,
      ...settings.flags,
    },
  };
}
