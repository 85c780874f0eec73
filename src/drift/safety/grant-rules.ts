import { isOn, isSet, type SafetyRule } from './safety-rule.ts';

/** What is not safe in a client grant (Auth0 "Application Access to APIs: Client Grants"). */
export const grantRules: readonly SafetyRule[] = [
  {
    path: 'allowAllScopes',
    isUnsafe: isOn,
    safe: false,
    severity: 'critical',
    why: 'It covers every scope of the API, and those that are yet to come.',
  },
  {
    path: 'allowAnyOrganization',
    isUnsafe: isOn,
    safe: false,
    severity: 'medium',
    why: 'It holds for every organization of the tenant.',
  },
  {
    path: 'authorizationDetailsTypes',
    isUnsafe: isSet,
    safe: [],
    severity: 'medium',
    why: 'It permits rich authorization requests that the program knows nothing of (RFC 9396).',
  },
];
