import type * as auth0 from '@pulumi/auth0';
import type { Unwrap } from '@pulumi/pulumi';
import { type Plan, type PlanFeature, planHas } from './plans.ts';

/** What guards a tenant beyond its applications: each part only where the settings ask for it and the plan has it. */
export interface DesiredProtection {
  /** Against guessed and leaked passwords. */
  readonly attackProtection?: Unwrap<auth0.AttackProtectionArgs>;
  /** Where the tenant's log goes; what it authenticates with is a secret of Pulumi's configuration, and no part of it. */
  readonly auditLog?: Unwrap<auth0.LogStreamArgs>;
  /** Who may register at Auth0's own endpoint; only with `registration: native`. */
  readonly registrationAcl?: Unwrap<auth0.NetworkAclArgs>;
}

/** The settings that it is made of. */
interface ProtectionSettings {
  readonly plan?: Plan | undefined;
  readonly attackProtection: boolean;
  readonly logStreamUrl?: string | undefined;
  readonly registrationNetworks: readonly string[];
}

/** The protection that the settings ask for, without what the plan has not. A plan that nobody stated has all that is asked for by name. */
export function desiredProtection(settings: ProtectionSettings): DesiredProtection {
  const { plan, logStreamUrl, registrationNetworks } = settings;
  return {
    ...(settings.attackProtection && { attackProtection: attackProtection(plan) }),
    ...(logStreamUrl !== undefined &&
      planHas(plan, 'log streams') !== false && { auditLog: auditLog(logStreamUrl) }),
    ...(registrationNetworks.length > 0 &&
      planHas(plan, 'network ACLs') !== false && { registrationAcl: registrationAcl(registrationNetworks) }),
  };
}

/**
 * Brute-force protection and suspicious IP throttling as every new tenant has them (Auth0, "Brute-Force Protection", "Suspicious IP
 * Throttling"), and breached password detection where the plan is stated to have it. Bot detection is left to the tenant: whether
 * it has that depends on its agreement with Auth0.
 */
const attackProtection = (plan: Plan | undefined): Unwrap<auth0.AttackProtectionArgs> => ({
  bruteForceProtection: {
    enabled: true,
    shields: ['block', 'user_notification'],
    mode: 'count_per_identifier_and_ip',
    maxAttempts: 10,
    allowlists: [],
  },
  suspiciousIpThrottling: {
    enabled: true,
    shields: ['admin_notification', 'block'],
    // One attempt more after so many milliseconds: a hundred logins a day, seventy-two thousand sign-ups.
    preLogin: { maxAttempts: 100, rate: 864_000 },
    preUserRegistration: { maxAttempts: 50, rate: 1200 },
    allowlists: [],
  },
  ...(planHas(plan, 'breached password detection') === true && {
    breachedPasswordDetection: {
      enabled: true,
      method: 'standard',
      shields: ['admin_notification', 'block', 'user_notification'],
      adminNotificationFrequencies: ['daily'],
      preUserRegistration: { shields: ['block'] },
      preChangePassword: { shields: ['block'] },
    },
  }),
});

const auditLog = (httpEndpoint: string): Unwrap<auth0.LogStreamArgs> => ({
  name: 'OmniChat audit',
  type: 'http',
  status: 'active',
  filters: [],
  sink: { httpEndpoint, httpContentType: 'application/json', httpContentFormat: 'JSONLINES' },
});

/** Blocks whoever comes from elsewhere. An Enterprise tenant without the Attack Protection add-on has this one ACL. */
const registrationAcl = (networks: readonly string[]): Unwrap<auth0.NetworkAclArgs> => ({
  description: 'OmniChat: who may register clients',
  active: true,
  priority: 1,
  rule: {
    scope: 'dynamic_client_registration',
    action: { block: true },
    notMatch: { [isIpv6(networks[0]) ? 'ipv6Cidrs' : 'ipv4Cidrs']: [...networks] },
  },
});

/** Whether an address, or a block of them, is of IPv6. */
const isIpv6 = (network: string | undefined): boolean => network?.includes(':') === true;

/** What is left out because of the plan: one sentence each. */
export function planWarnings(settings: ProtectionSettings): readonly string[] {
  const { plan, logStreamUrl } = settings;
  const lacking = (feature: PlanFeature) => planHas(plan, feature) === false;
  const upgraded = 'Change omnichat:plan when the tenant is upgraded.';
  return [
    logStreamUrl !== undefined &&
      lacking('log streams') &&
      `omnichat:logStreamUrl is left out: Auth0 has no log streams for the plan ${plan}. ${upgraded}`,
    settings.attackProtection &&
      lacking('breached password detection') &&
      `omnichat:attackProtection goes without breached password detection, which Auth0 has from the plan professional on. ${upgraded}`,
    settings.registrationNetworks.length > 0 &&
      lacking('network ACLs') &&
      'omnichat:registrationNetworks is left out, and everybody may register: Auth0 has network ACLs for the plan enterprise ' +
        `alone. ${upgraded}`,
  ].filter((warning) => warning !== false);
}
