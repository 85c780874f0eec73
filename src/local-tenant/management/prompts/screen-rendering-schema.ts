import * as z from 'zod';
import { jsonObject, propertyCount } from '../validation.ts';
import { promptName } from './prompt-content-schema.ts';

const screens =
  'login login-id login-password login-passwordless-email-code login-passwordless-email-link login-passwordless-sms-otp login-email-verification signup signup-id signup-password phone-identifier-enrollment phone-identifier-challenge email-identifier-challenge reset-password-request reset-password-email reset-password reset-password-success reset-password-error reset-password-mfa-email-challenge reset-password-mfa-otp-challenge reset-password-mfa-phone-challenge reset-password-mfa-push-challenge-push reset-password-mfa-recovery-code-challenge reset-password-mfa-sms-challenge reset-password-mfa-voice-challenge reset-password-mfa-webauthn-platform-challenge reset-password-mfa-webauthn-roaming-challenge custom-form consent consent-tenant-scopes customized-consent logout logout-complete logout-aborted mfa-push-welcome mfa-push-enrollment-qr mfa-push-enrollment-code mfa-push-success mfa-push-challenge-push mfa-push-list mfa-otp-enrollment-qr mfa-otp-enrollment-code mfa-otp-challenge mfa-voice-enrollment mfa-voice-challenge mfa-phone-challenge mfa-phone-enrollment mfa-webauthn-platform-enrollment mfa-webauthn-roaming-enrollment mfa-webauthn-platform-challenge mfa-webauthn-roaming-challenge mfa-webauthn-change-key-nickname mfa-webauthn-enrollment-success mfa-webauthn-error mfa-webauthn-not-available-error mfa-country-codes mfa-sms-enrollment mfa-sms-challenge mfa-sms-list mfa-email-challenge mfa-email-list mfa-recovery-code-enrollment mfa-recovery-code-challenge-new-code mfa-recovery-code-challenge mfa-detect-browser-capabilities mfa-enroll-result mfa-login-options mfa-begin-enroll-options status device-code-activation device-code-activation-allowed device-code-activation-denied device-code-confirmation email-verification-result email-otp-challenge organization-selection organization-picker pre-login-organization-picker accept-invitation redeem-ticket passkey-enrollment passkey-enrollment-local interstitial-captcha brute-force-protection-unblock brute-force-protection-unblock-success brute-force-protection-unblock-failure async-approval-error async-approval-accepted async-approval-denied async-approval-wrong-user confirmation'.split(
    ' ',
  );
const context =
  'branding.settings branding.themes.default country_codes client.logo_uri client.description experiment organization.display_name organization.branding screen.texts tenant.name tenant.friendly_name tenant.logo_url tenant.enabled_locales untrusted_data.submitted_form_data untrusted_data.authorization_params.login_hint untrusted_data.authorization_params.screen_hint untrusted_data.authorization_params.ui_locales user.organizations transaction.custom_domain.domain'.split(
    ' ',
  );
const ownContext =
  /^(?:(?:client|organization)\.metadata\.|transaction\.custom_domain\.domain_metadata\.|user\.(?:user|app)_metadata\.|untrusted_data\.authorization_params\.ext-)[^.]+$/;

/** Which screen a path names. Source: Auth0's Node SDK 7.1, `ScreenGroupNameEnum`. */
export const renderedScreen = z.strictObject({ prompt: promptName, screen: z.enum(screens) });

const filtered = z.array(
  z.union([
    z.strictObject({ id: z.string() }),
    z.strictObject({ metadata: jsonObject.check(propertyCount({ maximum: 1 })) }),
  ]),
);

/** Sources: Management API v2, `UpdateAculRequestContent`, and the context of its SDK for Node 7.1. */
export const renderingBody = z.strictObject({
  rendering_mode: z.enum(['advanced', 'standard']).exactOptional(),
  context_configuration: z
    .array(z.union([z.enum(context), z.string().regex(ownContext)]))
    .nullable()
    .exactOptional(),
  default_head_tags_disabled: z.boolean().nullable().exactOptional(),
  use_page_template: z.boolean().nullable().exactOptional(),
  head_tags: z
    .array(
      z.looseObject({
        tag: z.string().exactOptional(),
        attributes: jsonObject.check(propertyCount({ maximum: 10 })).exactOptional(),
        content: z.string().exactOptional(),
      }),
    )
    .nullable()
    .exactOptional(),
  filters: z
    .strictObject({
      match_type: z.enum(['includes_any', 'excludes_any']).exactOptional(),
      clients: filtered.exactOptional(),
      organizations: filtered.exactOptional(),
      domains: filtered.exactOptional(),
    })
    .nullable()
    .exactOptional(),
});

/** Source: Management API v2, `BulkUpdateAculRequestContent`. */
export const renderingsBody = z.strictObject({
  configs: z.array(z.strictObject({ ...renderedScreen.shape, ...renderingBody.shape })).min(1),
});
