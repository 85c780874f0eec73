import { isOff, isOn, isSet, type SafetyRule } from './safety-rule.ts';

/** What is not safe in a database connection (Auth0 "Database Connections"). */
export const connectionRules: readonly SafetyRule[] = [
  {
    path: 'options.bruteForceProtection',
    isUnsafe: isOff,
    safe: true,
    severity: 'high',
    why: 'Passwords can be tried without end.',
    mended: { 'options.bruteForceProtection': true },
  },
  {
    path: 'options.passwordPolicy',
    isUnsafe: (policy) => policy === 'none' || policy === 'low' || policy === null,
    safe: 'good',
    severity: 'medium',
    why: 'Short and simple passwords are taken.',
    mended: { 'options.passwordPolicy': 'good' },
  },
  {
    path: 'options.enabledDatabaseCustomization',
    isUnsafe: isOn,
    safe: false,
    severity: 'critical',
    why: 'Scripts decide who is who, and see every password.',
    mended: { 'options.enabledDatabaseCustomization': false },
  },
  {
    path: 'options.customScripts',
    isUnsafe: isSet,
    safe: 'none',
    severity: 'critical',
    why: 'A script may see every password.',
    mended: { 'options.customScripts': null },
    opaque: true,
  },
];
