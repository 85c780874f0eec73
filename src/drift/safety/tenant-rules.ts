import { isOff, isOn, isSet, type SafetyRule } from './safety-rule.ts';

const flag = (name: string, severity: SafetyRule['severity'], why: string): SafetyRule => ({
  path: `flags.${name}`,
  isUnsafe: isOn,
  safe: false,
  severity,
  why,
});

/** What is not safe in a tenant's settings (Auth0 "Tenant Settings"; Management API v2, `/tenants/settings`). */
export const tenantRules: readonly SafetyRule[] = [
  flag('allowLegacyRoGrantTypes', 'high', 'Old password endpoints are open, past every modern protection.'),
  flag(
    'allowLegacyDelegationGrantTypes',
    'high',
    'The delegation endpoint trades ID tokens for other tokens.',
  ),
  flag('allowLegacyTokeninfoEndpoint', 'medium', 'An endpoint that was given up still answers.'),
  flag('allowOtherLegacyGrantTypes', 'high', 'Grant types that Auth0 gave up are open.'),
  flag('enableLegacyProfile', 'medium', 'ID tokens carry the whole profile of a person.'),
  flag('enableIdtokenApi2', 'high', 'An ID token is enough to call parts of the Management API.'),
  flag(
    'enableClientConnections',
    'medium',
    'Every new application can sign in the users of every connection.',
  ),
  flag('disableClickjackProtectionHeaders', 'high', 'The login page can be framed by any site.'),
  flag('enablePublicSignupUserExistsError', 'low', 'Sign-up tells strangers who has an account.'),
  flag('removeAlgFromJwks', 'low', 'The keys no longer say which algorithm they are for.'),
  flag('disableManagementApiSmsObfuscation', 'low', 'The Management API shows phone numbers in full.'),
  flag(
    'trustAzureAdfsEmailVerifiedConnectionProperty',
    'medium',
    'Email addresses of Azure AD and ADFS pass as verified.',
  ),
  {
    path: 'flags.revokeRefreshTokenGrant',
    isUnsafe: isOff,
    safe: true,
    severity: 'low',
    why: 'Revoking a refresh token leaves the others of the same grant alive.',
  },
  {
    path: 'defaultAudience',
    isUnsafe: isSet,
    safe: '',
    severity: 'high',
    why: 'Every application that names no API gets tokens for this one.',
  },
  {
    path: 'defaultDirectory',
    isUnsafe: isSet,
    safe: '',
    severity: 'medium',
    why: 'The password grant works without saying which users are meant.',
  },
  {
    path: 'allowOrganizationNameInAuthenticationApi',
    isUnsafe: isOn,
    safe: false,
    severity: 'low',
    why: 'Names of organizations can be guessed.',
  },
  {
    path: 'skipNonVerifiableCallbackUriConfirmationPrompt',
    isUnsafe: isOn,
    safe: 'false',
    severity: 'medium',
    why: 'A program on the same machine can pass for any native application, and nobody is asked.',
  },
  {
    path: 'customizeMfaInPostloginAction',
    isUnsafe: isOn,
    safe: false,
    severity: 'low',
    why: 'An Action decides who needs a second factor; policies do not.',
  },
  {
    path: 'errorPage.url',
    isUnsafe: isSet,
    safe: 'none',
    severity: 'medium',
    why: 'People whose login fails are sent to that address.',
  },
  {
    path: 'defaultRedirectionUri',
    isUnsafe: isSet,
    safe: 'none',
    severity: 'medium',
    why: 'People whose login goes wrong are sent to that address.',
  },
  {
    path: 'sessionLifetime',
    isUnsafe: (hours) => typeof hours === 'number' && hours > 720,
    safe: 'at most 720 hours',
    severity: 'low',
    why: 'A session that nobody ended stays open for more than a month.',
  },
];
