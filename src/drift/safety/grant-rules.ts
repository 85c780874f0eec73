import { isOn, isSet, type MendedValue, type SafetyRule } from './safety-rule.ts';

/** Those that are to be held instead of all. */
const statedScopes: MendedValue = (_list, { scopes }) => (Array.isArray(scopes) ? scopes.map(String) : []);

/** What is not safe in a client grant (Auth0 "Application Access to APIs: Client Grants"). */
export const grantRules: readonly SafetyRule[] = [
  {
    path: 'allowAllScopes',
    isUnsafe: isOn,
    safe: false,
    severity: 'high',
    why: 'It covers every scope of the API, and those that are yet to come.',
    mended: { allowAllScopes: false, scopes: statedScopes },
  },
  {
    path: 'allowAnyOrganization',
    isUnsafe: isOn,
    safe: false,
    severity: 'medium',
    why: 'It holds for every organization of the tenant.',
    mended: { allowAnyOrganization: false },
  },
  {
    path: 'authorizationDetailsTypes',
    isUnsafe: isSet,
    safe: [],
    severity: 'medium',
    why: 'It permits rich authorization requests that the program knows nothing of (RFC 9396).',
    mended: { authorizationDetailsTypes: [] },
  },
];
