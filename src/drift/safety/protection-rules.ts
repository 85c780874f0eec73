import { including, isOff, isSet, type SafetyRule } from './safety-rule.ts';

const off = (path: string, severity: SafetyRule['severity'], why: string): SafetyRule => ({
  path,
  isUnsafe: isOff,
  safe: true,
  severity,
  why,
  mended: { [path]: true },
});

const exceptions = (path: string): SafetyRule => ({
  path,
  isUnsafe: isSet,
  safe: [],
  severity: 'high',
  why: 'Attempts from these addresses are never stopped.',
  mended: { [path]: [] },
});

/** What is not safe in attack protection as Auth0 switches it on for new tenants (Auth0 "Attack Protection"). */
export const protectionRules: readonly SafetyRule[] = [
  off('bruteForceProtection.enabled', 'high', "One person's password can be tried without end."),
  {
    path: 'bruteForceProtection.shields',
    isUnsafe: (shields) => Array.isArray(shields) && !shields.includes('block'),
    safe: 'with block',
    severity: 'high',
    why: 'Brute-force attempts are noticed and not stopped.',
    mended: { 'bruteForceProtection.shields': including('block') },
  },
  {
    path: 'bruteForceProtection.maxAttempts',
    isUnsafe: (attempts) => typeof attempts === 'number' && attempts > 10,
    safe: 'at most 10',
    severity: 'medium',
    why: 'More guesses than Auth0 allows by default.',
    mended: { 'bruteForceProtection.maxAttempts': 10 },
  },
  exceptions('bruteForceProtection.allowlists'),
  off('suspiciousIpThrottling.enabled', 'high', "One address can try everybody's password."),
  {
    path: 'suspiciousIpThrottling.shields',
    isUnsafe: (shields) => Array.isArray(shields) && !shields.includes('block'),
    safe: 'with block',
    severity: 'high',
    why: 'Suspicious addresses are noticed and not slowed down.',
    mended: { 'suspiciousIpThrottling.shields': including('block') },
  },
  exceptions('suspiciousIpThrottling.allowlists'),
];

/** The login experience (Auth0 "Universal Login vs. Classic Login"). */
export const promptRules: readonly SafetyRule[] = [
  {
    path: 'universalLoginExperience',
    isUnsafe: (experience) => experience === 'classic',
    safe: 'new',
    severity: 'medium',
    why: 'Third-party applications under enhanced security cannot log people in, and the page can be replaced by a script.',
    mended: { universalLoginExperience: 'new' },
  },
];
