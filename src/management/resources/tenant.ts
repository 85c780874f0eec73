import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { member, objectOf } from '../answer.ts';
import type { PropertyRule } from '../properties/property-rules.ts';
import { documentPart, settingsDocument } from './settings-document.ts';

const rules = {
  skipNonVerifiableCallbackUriConfirmationPrompt: { as: 'triState', nullable: true },
  acrValuesSupporteds: { wire: 'acr_values_supported', unordered: true },
  disableAcrValuesSupported: { unsupported: 'is a switch for acrValuesSupporteds.' },
  flags: {
    members: {
      requirePushedAuthorizationRequests: { unsupported: 'is sent by no version of the provider.' },
    },
  },
  mtls: { as: 'switchable', nullable: true },
  errorPage: { nullable: true },
  defaultTokenQuota: { nullable: true },
} as const satisfies Partial<Record<keyof auth0.TenantArgs, PropertyRule>>;

/** As much of the tenant settings as anybody judges by: Auth0 always shows the flags. */
export const settingsShape = objectOf({
  flags: z.record(z.string(), z.unknown()),
  allowed_logout_urls: member.texts,
  enabled_locales: member.texts,
  acr_values_supported: member.texts,
  default_audience: member.text,
  default_directory: member.text,
  default_redirection_uri: member.text,
  session_lifetime: member.number,
  resource_parameter_profile: member.text,
  authorization_response_iss_parameter_supported: member.flag,
  client_id_metadata_document_supported: member.flag,
  allow_organization_name_in_authentication_api: member.flag,
  customize_mfa_in_postlogin_action: member.flag,
  skip_non_verifiable_callback_uri_confirmation_prompt: member.flag,
  error_page: member.object,
});

/** The tenant settings as they cross the wire. */
export const settingsPart = documentPart('tenant settings', '/tenants/settings', settingsShape);

/** The tenant settings (Management API v2, `/tenants/settings`). */
export const tenant = settingsDocument({
  token: 'auth0:index/tenant:Tenant',
  noun: 'tenant settings',
  readScope: 'read:tenant_settings',
  deployScopes: ['update:tenant_settings'],
  dashboardPage: () => 'tenant/general',
  rules,
  part: settingsPart,
});
