import * as z from 'zod';
import { callbackUrl } from './urls.ts';
import { jsonObject } from './validation.ts';

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

const enabled = z.strictObject({ enabled: z.boolean().exactOptional() });

/** Which social logins a native application may do with the platform's own dialog. */
export const nativeSocialLogin = z.strictObject({
  apple: enabled.exactOptional(),
  facebook: enabled.exactOptional(),
  google: enabled.exactOptional(),
});

/** Deep links into a native application. */
export const mobile = z.looseObject({
  android: z
    .looseObject({
      app_package_name: z.string().min(1).exactOptional(),
      sha256_cert_fingerprints: z.array(z.string().min(1)).exactOptional(),
    })
    .exactOptional(),
  ios: z
    .looseObject({
      team_id: z.string().min(1).exactOptional(),
      app_bundle_identifier: z.string().min(1).exactOptional(),
    })
    .exactOptional(),
});

/** Where an application hears of ended sessions. Source: Auth0, "OIDC Back-Channel Logout". */
export const oidcLogout = z.looseObject({
  backchannel_logout_urls: z.array(callbackUrl).exactOptional(),
  backchannel_logout_initiators: jsonObject.exactOptional(),
  backchannel_logout_session_metadata: jsonObject.nullable().exactOptional(),
});

/** The organization of logins that name none. */
export const defaultOrganization = z.strictObject({
  organization_id: z.string().min(1),
  flows: z.array(z.enum(['client_credentials'])).min(1),
});
