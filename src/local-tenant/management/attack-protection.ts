import * as z from 'zod';
import type { AttackProtection } from '../state/entities/settings.ts';
import { deeplyPatched } from './patch.ts';
import { route, type ManagementContext, type Route } from './route.ts';

const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const allowlist = z.array(address).max(100).exactOptional();
const shields = (...names: readonly string[]) => z.array(z.enum(names)).exactOptional();
/** How many attempts, and how many milliseconds until there is one more. */
const attempts = (maximum: number, minimumRate: number) =>
  z
    .strictObject({
      max_attempts: z.int().min(1).max(maximum).exactOptional(),
      rate: z.int().min(minimumRate).max(86_400_000).exactOptional(),
    })
    .exactOptional();
const stageShields = z.strictObject({ shields: shields('block', 'admin_notification') }).exactOptional();
const text = z.string().min(1).max(100);
const siteAndSecret = z.strictObject({ site_key: text, secret: text });
const challenge = z.enum(['never', 'when_risky', 'always']).exactOptional();

const protectionBodies: Readonly<Record<keyof AttackProtection, z.ZodType<object>>> = {
  'brute-force-protection': z.strictObject({
    enabled: z.boolean().exactOptional(),
    shields: shields('block', 'user_notification'),
    allowlist,
    mode: z.enum(['count_per_identifier_and_ip', 'count_per_identifier']).exactOptional(),
    max_attempts: z.int().min(1).max(100).exactOptional(),
  }),
  'suspicious-ip-throttling': z.strictObject({
    enabled: z.boolean().exactOptional(),
    shields: shields('block', 'admin_notification'),
    allowlist,
    stage: z
      .strictObject({
        'pre-login': attempts(2500, 34_560),
        'pre-user-registration': attempts(72_000, 1200),
        'pre-custom-token-exchange': attempts(Number.MAX_SAFE_INTEGER, 1),
      })
      .exactOptional(),
  }),
  'breached-password-detection': z.strictObject({
    enabled: z.boolean().exactOptional(),
    shields: shields('block', 'user_notification', 'admin_notification'),
    admin_notification_frequency: z
      .array(z.enum(['immediately', 'daily', 'weekly', 'monthly']))
      .exactOptional(),
    method: z.enum(['standard', 'enhanced']).exactOptional(),
    stage: z
      .strictObject({ 'pre-user-registration': stageShields, 'pre-change-password': stageShields })
      .exactOptional(),
  }),
  'bot-detection': z.strictObject({
    bot_detection_level: z.enum(['low', 'medium', 'high']).exactOptional(),
    challenge_password_policy: challenge,
    challenge_passwordless_policy: challenge,
    challenge_password_reset_policy: challenge,
    allowlist,
    monitoring_mode_enabled: z.boolean().exactOptional(),
  }),
  captcha: z.strictObject({
    active_provider_id: z
      .enum([
        'arkose',
        'auth_challenge',
        'friendly_captcha',
        'hcaptcha',
        'recaptcha_v2',
        'recaptcha_enterprise',
        'simple_captcha',
      ])
      .exactOptional(),
    arkose: siteAndSecret
      .extend({
        client_subdomain: text.exactOptional(),
        verify_subdomain: text.exactOptional(),
        fail_open: z.boolean().exactOptional(),
      })
      .exactOptional(),
    auth_challenge: z.strictObject({ fail_open: z.boolean() }).exactOptional(),
    hcaptcha: siteAndSecret.exactOptional(),
    friendly_captcha: siteAndSecret.exactOptional(),
    recaptcha_enterprise: z.strictObject({ site_key: text, api_key: text, project_id: text }).exactOptional(),
    recaptcha_v2: siteAndSecret.exactOptional(),
    simple_captcha: z.strictObject({}).exactOptional(),
  }),
};

/** `/attack-protection/*`: five settings documents. */
export function attackProtectionRoutes({ store }: ManagementContext): readonly Route[] {
  return (Object.keys(protectionBodies) as (keyof AttackProtection)[]).flatMap((name) => [
    route({
      method: 'GET',
      path: `/attack-protection/${name}`,
      scopes: ['read:attack_protection'],
      handle: () => ({ status: 200, body: withoutSecrets(store.documents.attackProtection[name]) }),
    }),
    route({
      method: 'PATCH',
      path: `/attack-protection/${name}`,
      scopes: ['update:attack_protection'],
      body: protectionBodies[name],
      handle: async ({ body }) => {
        const updated = await store.write((tenant) => {
          const before = tenant.documents.attackProtection;
          const protection = consistent(deeplyPatched(before[name], body));
          tenant.setDocument('attackProtection', { ...before, [name]: protection });
          return protection;
        });
        return { status: 200, body: withoutSecrets(updated) };
      },
    }),
  ]);
}

/** Nobody is notified, however often, where no shield notifies: recorded of more than a thousand answers. */
function consistent<Protection extends object>(protection: Protection): Protection {
  if (!('admin_notification_frequency' in protection)) return protection;
  const notifies = JSON.stringify(protection).includes('"admin_notification"');
  return notifies ? protection : { ...protection, admin_notification_frequency: [] };
}

/** The keys of captcha providers are taken, and never given back. */
function withoutSecrets(protection: object): object {
  return Object.fromEntries(
    Object.entries(protection).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value as object).filter(([key]) => key !== 'secret' && key !== 'api_key'),
          )
        : (value as unknown),
    ]),
  );
}
