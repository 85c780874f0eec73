import * as z from 'zod';
import { absoluteHttpsUriOrEmpty } from '../urls.ts';
import { format, propertyCount } from '../validation.ts';

const deviceBinding = z.enum(['none', 'ip', 'asn']);

/** Single sign-on from a native application into a web one. Source: Auth0, "Native to Web SSO". */
export const sessionTransfer = z.strictObject({
  can_create_session_transfer_token: z.boolean().exactOptional(),
  enforce_cascade_revocation: z.boolean().exactOptional(),
  allowed_authentication_methods: z
    .array(z.enum(['cookie', 'query']))
    .nullable()
    .exactOptional(),
  enforce_device_binding: deviceBinding.exactOptional(),
  allow_refresh_token: z.boolean().exactOptional(),
  enforce_online_refresh_tokens: z.boolean().exactOptional(),
  delegation: z
    .strictObject({
      allow_delegated_access: z.boolean().exactOptional(),
      enforce_device_binding: z.enum(['ip', 'asn']).exactOptional(),
    })
    .nullable()
    .exactOptional(),
});

const enabled = z.strictObject({ enabled: z.boolean().exactOptional() }).check(propertyCount({ minimum: 1 }));

/** Which social logins a native application may do with the platform's own dialog. */
export const nativeSocialLogin = z
  .strictObject({
    apple: enabled.exactOptional(),
    facebook: enabled.exactOptional(),
    google: enabled.exactOptional(),
  })
  .check(propertyCount({ minimum: 1 }));

/** Deep links into a native application. */
export const mobile = z.looseObject({
  android: z
    .looseObject({
      app_package_name: z.string().min(1).exactOptional(),
      sha256_cert_fingerprints: z.array(z.string().min(1)).min(1).exactOptional(),
    })
    .exactOptional(),
  ios: z
    .looseObject({
      team_id: z.string().min(1).exactOptional(),
      app_bundle_identifier: z.string().min(1).exactOptional(),
    })
    .exactOptional(),
});

const logoutInitiators = [
  'rp-logout',
  'idp-logout',
  'password-changed',
  'session-expired',
  'session-revoked',
  'account-deleted',
  'email-identifier-changed',
  'mfa-phone-unenrolled',
  'account-deactivated',
] as const;

/** Where an application hears of ended sessions. Source: Auth0, "OIDC Back-Channel Logout". */
export const oidcLogout = z.looseObject({
  backchannel_logout_urls: z.array(absoluteHttpsUriOrEmpty).exactOptional(),
  backchannel_logout_initiators: z
    .looseObject({
      mode: z.enum(['custom', 'all']).exactOptional(),
      selected_initiators: z.array(z.enum(logoutInitiators)).exactOptional(),
    })
    .exactOptional(),
  backchannel_logout_session_metadata: z
    .looseObject({ include: z.boolean().exactOptional() })
    .nullable()
    .exactOptional(),
});

/** The organization of logins that name none. */
export const defaultOrganization = z.strictObject({
  organization_id: z.string().min(1),
  flows: z.array(z.enum(['client_credentials'])).min(1),
});

/** The key that an application has its SAML assertions encrypted with. */
export const encryptionKey = z.looseObject({
  pub: z.string().exactOptional(),
  cert: z.string().exactOptional(),
  subject: z.string().exactOptional(),
});

/** Which tokens an application may exchange. Source: Auth0, "Custom Token Exchange". */
export const tokenExchange = z.strictObject({
  allow_any_profile_of_type: z
    .array(z.enum(['custom_authentication', 'on_behalf_of_token_exchange']))
    .exactOptional(),
});

const connectionProfileId = format('connection-profile-id', (text) => /^cop_\w{22}$/.test(text));
const userAttributeProfileId = format('user-attribute-profile-id', (text) => /^uap_\w{22}$/.test(text));

/** What an application lets administrators of an organization set up themselves. Source: Auth0, "My Organization API". */
export const myOrganization = z.strictObject({
  connection_profile_id: connectionProfileId.exactOptional(),
  user_attribute_profile_id: userAttributeProfileId.exactOptional(),
  allowed_strategies: z.array(
    z.enum(['pingfederate', 'adfs', 'waad', 'google-apps', 'okta', 'oidc', 'samlp']),
  ),
  connection_deletion_behavior: z.enum(['allow', 'allow_if_empty']),
  invitation_landing_client_id: z.string().exactOptional(),
});

/** How Okta's customers set an application up for themselves. Source: Auth0, "Express Configuration". */
export const expressConfiguration = z.strictObject({
  initiate_login_uri_template: z.string(),
  user_attribute_profile_id: userAttributeProfileId,
  connection_profile_id: connectionProfileId,
  enable_client: z.boolean(),
  enable_organization: z.boolean(),
  linked_clients: z.array(z.strictObject({ client_id: z.string() })).exactOptional(),
  okta_oin_client_id: z.string(),
  admin_login_domain: z.string().min(1),
  oin_submission_id: z.string().min(1).max(200).exactOptional(),
});
