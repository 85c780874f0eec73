import * as z from 'zod';
import { jsonObject } from '../validation.ts';
import { locales } from '../tenant-settings/locales.ts';

const prompts =
  'login login-id login-password login-passwordless login-email-verification signup signup-id signup-password phone-identifier-enrollment phone-identifier-challenge email-identifier-challenge reset-password custom-form consent customized-consent logout mfa-push mfa-otp mfa-voice mfa-phone mfa-webauthn mfa-sms mfa-email mfa-recovery-code mfa status device-flow email-verification email-otp-challenge organizations invitation common passkeys captcha brute-force-protection async-approval-flow confirmation'.split(
    ' ',
  );

/** Source: Auth0's Node SDK 7.1, `PromptGroupNameEnum`. */
export const promptName = z.enum(prompts);

/** Which texts a path names. Source: Auth0's Node SDK 7.1, `PromptLanguageEnum`. */
export const customTextPath = z.strictObject({ prompt: promptName, language: z.enum(locales) });

/** Of which prompt a path names the partials. Source: Auth0's Node SDK 7.1, `PartialGroupsEnum`. */
export const partialsPath = z.strictObject({
  prompt: z.enum([
    'login',
    'login-id',
    'login-password',
    'login-passwordless',
    'signup',
    'signup-id',
    'signup-password',
    'customized-consent',
    'passkeys',
    'confirmation',
  ]),
});

/** Auth0 publishes nothing of the names below. */
export const customTextBody = z.record(z.string(), jsonObject);

/** Source: auth0-deploy-cli 8.44, `prompts`. */
export const partialsBody = z.record(
  z.string(),
  z.strictObject(
    Object.fromEntries(
      [
        'form-content-start',
        'form-content-end',
        'form-footer-start',
        'form-footer-end',
        'secondary-actions-start',
        'secondary-actions-end',
      ].map((place) => [place, z.string().exactOptional()]),
    ),
  ),
);
