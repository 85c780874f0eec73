import type { PhoneTemplate } from '../../../state/entities/branding.ts';

type Body = Readonly<Record<'text' | 'voice', string>>;

const spoken = (code: string) =>
  `Hello. Your ${code} for {{ friendly_name | escape }} is {{ pause }} {{ code | escape }}. I repeat, your ${code} is {{ pause }} {{ code | escape }}`;
const written = (code: string) => `{{ code | escape }} is your ${code} for {{ friendly_name | escape }}`;
const blocked =
  'We detected suspicious activity on your account from the ip {{user.source_ip}}{% if user.city %} from {{user.city}}, {{user.country}}{% elsif user.country %} from {{user.country}}{% endif %}. Logins from this IP have been blocked on your account. If this is your IP, please reset your password to unblock your account. Otherwise, disregard this message.';

/** Auth0's own words, in the order that they are listed. Source: recording of go-auth0, `TestBrandingManager_ListPhoneNotificationTemplate`. */
export const defaultBodies: Readonly<Partial<Record<PhoneTemplate['type'], Body>>> = {
  blocked_account: { text: blocked, voice: blocked },
  change_password: { text: written('password change code'), voice: spoken('password change code') },
  otp_enroll: {
    text: `${written('verification code')}. Please enter this code to verify your enrollment.`,
    voice: spoken('verification code'),
  },
  otp_verify: { text: written('verification code'), voice: spoken('verification code') },
};
