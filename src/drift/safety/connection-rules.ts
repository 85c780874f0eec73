import { isOff, isOn, isSet, type SafetyRule } from './safety-rule.ts';

/** What is not safe in a database connection (Auth0 "Database Connections"). */
export const connectionRules: readonly SafetyRule[] = [
  {
    path: 'options.bruteForceProtection',
    isUnsafe: isOff,
    safe: true,
    severity: 'high',
    why: 'Passwords can be tried without end.',
  },
  {
    path: 'options.passwordPolicy',
    isUnsafe: (policy) => policy === 'none' || policy === 'low' || policy === null,
    safe: 'good',
    severity: 'medium',
    why: 'Short and simple passwords are taken.',
  },
  {
    path: 'options.enabledDatabaseCustomization',
    isUnsafe: isOn,
    safe: false,
    severity: 'high',
    why: 'Scripts decide who is who, and see every password.',
  },
  {
    path: 'options.customScripts',
    isUnsafe: isSet,
    safe: 'none',
    severity: 'high',
    why: 'A script may see every password.',
    opaque: true,
  },
];
