import * as z from 'zod';
import { type GuardianSetting, selectedProvider, textOrNull } from './guardian-setting.ts';

const path = (name: string) => `/guardian/factors/${name}` as const;

/** Source: Management API v2, `GetGuardianFactorPhoneTemplatesResponseContent`, for the words until there are others. */
const messages = {
  enrollment_message:
    '{{code}} is your verification code for {{tenant.friendly_name}}. Please enter this code to verify your enrollment.',
  verification_message: '{{code}} is your verification code for {{tenant.friendly_name}}',
};

/**
 * How messages get to phones: nobody is sent any. What begins with `sms` is the older name of what begins with `phone`.
 *
 * Sources: Management API v2, `/guardian/factors/phone`; of what a tenant begins with, recordings of auth0-deploy-cli.
 */
export const phoneSettings: readonly GuardianSetting[] = [
  {
    paths: [path('phone/message-types')],
    body: z.strictObject({ message_types: z.array(z.enum(['sms', 'voice'])) }),
    shown: (kept = { message_types: [] }) => kept,
  },
  {
    paths: [path('phone/selected-provider'), path('sms/selected-provider')],
    body: selectedProvider('auth0', 'twilio', 'phone-message-hook'),
    shown: (kept = { provider: 'auth0' }) => kept,
  },
  {
    paths: [path('phone/templates'), path('sms/templates')],
    // Its Liquid is not looked at.
    body: z.strictObject({ enrollment_message: z.string(), verification_message: z.string() }),
    shown: (kept, asked) => kept ?? (asked === path('sms/templates') ? undefined : messages),
  },
  {
    paths: [path('phone/providers/twilio'), path('sms/providers/twilio')],
    body: z.strictObject({
      from: z.string().max(64).nullable().exactOptional(),
      messaging_service_sid: textOrNull(1000),
      auth_token: textOrNull(1000),
      sid: textOrNull(1000),
    }),
    shown: (kept) =>
      kept ? { auth_token: null, sid: null, from: null, messaging_service_sid: null, ...kept } : {},
  },
];
