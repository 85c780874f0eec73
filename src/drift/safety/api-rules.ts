import { isOff, isOn, type SafetyRule } from './safety-rule.ts';

/** What is not safe in an API (Auth0 "API Settings"; Management API v2, `/resource-servers`). */
export const apiRules: readonly SafetyRule[] = [
  {
    path: 'signingAlg',
    isUnsafe: (alg) => alg === 'HS256',
    safe: 'RS256',
    severity: 'critical',
    why: 'With HS256 everybody who can check an access token can also forge one.',
    mended: { signingAlg: 'RS256' },
  },
  {
    path: 'subjectTypeAuthorization.user.policy',
    isUnsafe: (policy) => policy === 'allow_all',
    safe: 'require_client_grant',
    severity: 'high',
    why: 'Every application of the tenant may ask people for every scope, without a grant.',
    mended: { 'subjectTypeAuthorization.user.policy': 'require_client_grant' },
  },
  {
    path: 'skipConsentForVerifiableFirstPartyClients',
    isUnsafe: isOn,
    safe: false,
    severity: 'high',
    why: 'People are not asked before an application acts for them.',
    mended: { skipConsentForVerifiableFirstPartyClients: false },
  },
  {
    path: 'enforcePolicies',
    isUnsafe: isOff,
    safe: true,
    severity: 'high',
    why: 'Without RBAC everybody who logs in gets every scope that the application asks for.',
    inProductionOnly: true,
    mended: { enforcePolicies: true },
  },
  {
    path: 'tokenLifetime',
    isUnsafe: (seconds) => typeof seconds === 'number' && seconds > 86_400,
    safe: 'at most 86400 s',
    severity: 'medium',
    why: 'A stolen access token works for more than a day; it cannot be taken back.',
    mended: { tokenLifetime: 86_400 },
  },
  {
    path: 'allowOnlineAccess',
    isUnsafe: isOn,
    safe: false,
    severity: 'low',
    why: 'Applications get refresh tokens without asking for offline access.',
    mended: { allowOnlineAccess: false },
  },
];
