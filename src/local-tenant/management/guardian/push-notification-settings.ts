import * as z from 'zod';
import { absoluteHttpsUriOrEmpty } from '../urls.ts';
import { type GuardianSetting, selectedProvider, textOrNull, withoutNamed } from './guardian-setting.ts';

const path = (name: string) => `/guardian/factors/push-notification/${name}` as const;
const methods = ['PUT', 'PATCH'] as const;
const link = absoluteHttpsUriOrEmpty.exactOptional();

/**
 * How push notifications get to devices: nobody is sent any, and no certificate or credential is tried.
 *
 * Sources: Management API v2, `/guardian/factors/push-notification`; recordings of go-auth0, `TestGuardian`.
 */
export const pushNotificationSettings: readonly GuardianSetting[] = [
  {
    paths: [path('selected-provider')],
    body: selectedProvider('guardian', 'sns', 'direct'),
    shown: (kept = { provider: 'guardian' }) => kept,
  },
  {
    paths: [path('providers/apns')],
    methods,
    body: z.strictObject({
      sandbox: z.boolean().exactOptional(),
      bundle_id: textOrNull(1000),
      p12: textOrNull(10_000),
    }),
    shown: (kept) => (kept ? { ...withoutNamed(kept, ['p12']), enabled: true } : {}),
    hidden: ['p12'],
  },
  {
    paths: [path('providers/fcm')],
    methods,
    body: z.strictObject({ server_key: textOrNull(152) }),
    hidden: ['server_key'],
    isWriteOnly: true,
  },
  {
    paths: [path('providers/fcmv1')],
    methods,
    body: z.strictObject({ server_credentials: textOrNull(10_000) }),
    hidden: ['server_credentials'],
    isWriteOnly: true,
  },
  {
    paths: [path('providers/sns')],
    methods,
    body: z.strictObject({
      aws_access_key_id: textOrNull(1000),
      aws_secret_access_key: textOrNull(1000),
      aws_region: z
        .string()
        .regex(
          /^(?:us-east-[0-9]{1,2}|us-west-[0-9]{1,2}|ap-southeast-[0-9]{1,2}|ap-northeast-[0-9]{1,2}|ap-central-[0-9]{1,2}|eu-west-[0-9]{1,2}|eu-central-[0-9]{1,2})$/,
        )
        .nullable()
        .exactOptional(),
      sns_apns_platform_application_arn: textOrNull(1000),
      sns_gcm_platform_application_arn: textOrNull(1000),
    }),
    // Whoever sends the secret is answered it, and nobody later.
    shown: (kept) => (kept ? withoutNamed(kept, ['aws_secret_access_key']) : {}),
  },
  {
    // An application of the tenant's own. Not published: recorded by the tests of go-auth0.
    paths: ['/prompts/mfa-push'],
    methods: ['PATCH'],
    body: z.strictObject({
      app_name: z.string().exactOptional(),
      apple_app_link: link,
      google_app_link: link,
    }),
    scope: 'prompts',
  },
];
