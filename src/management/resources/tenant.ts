import type * as auth0 from '@pulumi/auth0';
import type { PropertyRule } from './property-rules.ts';
import { settingsDocument } from './settings-document.ts';

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

/** The tenant settings (Management API v2, `/tenants/settings`). */
export const tenant = settingsDocument({
  token: 'auth0:index/tenant:Tenant',
  noun: 'tenant settings',
  readScope: 'read:tenant_settings',
  deployScopes: ['update:tenant_settings'],
  dashboardPage: () => 'tenant/general',
  rules,
  path: '/tenants/settings',
});
