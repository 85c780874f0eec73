import type { Severity } from './severity.ts';
import { type Token, tokens } from '../management/resources/resource-types.ts';

/** How bad it is when a property is not as declared. */
export interface Significance {
  readonly severity: Severity;
  readonly why: string;
}

type Row = readonly [path: string, severity: Severity, why: string];

/** By type: the first row whose path is the property's, or an object that it is in, counts. */
const rows: Readonly<Record<Token, readonly Row[]>> = {
  [tokens.client]: [
    [
      'callbacks',
      'critical',
      'Authorization codes go to these URLs: whoever owns one that was added can act for people.',
    ],
    ['grantTypes', 'critical', 'It decides in which ways the application gets tokens.'],
    [
      'isFirstParty',
      'critical',
      'A first-party application can skip consent; a third-party one loses its connections.',
    ],
    ['allowedClients', 'high', 'These applications may get tokens in its name.'],
    ['allowedOrigins', 'high', 'Pages of these origins may log people in.'],
    ['webOrigins', 'high', "Pages of these origins may get tokens from a person's session."],
    ['jwtConfiguration.alg', 'critical', 'It decides who can forge an ID token.'],
    ['oidcConformant', 'high', "Auth0's legacy dialect ignores what OIDC and OAuth 2.1 demand."],
    ['refreshToken.rotationType', 'high', 'Without rotation nobody notices a stolen refresh token.'],
    ['refreshToken', 'high', 'It decides how long a stolen refresh token works.'],
    ['crossOriginAuth', 'high', 'Pages of other origins may take passwords and log people in.'],
    ['isTokenEndpointIpHeaderTrusted', 'high', 'It opens a way past brute-force protection.'],
    [
      'skipNonVerifiableCallbackUriConfirmationPrompt',
      'high',
      'Another program can pass for this application.',
    ],
    [
      'requirePushedAuthorizationRequests',
      'high',
      'ChatGPT does not push authorization requests: it could no longer link.',
    ],
    ['requireProofOfPossession', 'high', 'ChatGPT sends bearer tokens: it could no longer link.'],
    ['organizationUsage', 'high', 'It decides whether people log in as members of an organization.'],
    ['organizationRequireBehavior', 'medium', 'It decides whether people are asked for an organization.'],
    ['appType', 'high', 'It decides which flows and which consent Auth0 thinks fit.'],
    ['allowedLogoutUrls', 'medium', 'People may be sent to these URLs after they log out.'],
    ['jwtConfiguration', 'medium', 'It decides how long an ID token is good.'],
    [
      'name',
      'medium',
      'People see it when they are asked for consent, and other tools find the application by it.',
    ],
    ['description', 'low', 'Nothing depends on it.'],
  ],
  [tokens.clientCredentials]: [
    ['authenticationMethod', 'critical', 'It decides whether the application has to prove who it is.'],
  ],
  [tokens.clientGrant]: [
    ['scopes', 'critical', 'It decides what the application may ask of the API.'],
    ['subjectType', 'critical', 'It decides whether the application acts for people or for itself.'],
    ['audience', 'critical', 'It decides which API the application may call.'],
    ['clientId', 'critical', 'It decides which application may call the API.'],
  ],
  [tokens.resourceServer]: [
    ['identifier', 'critical', 'Tokens carry it as their audience, and it must be what ChatGPT asks for.'],
    ['signingAlg', 'critical', 'It decides who can forge an access token.'],
    [
      'enforcePolicies',
      'critical',
      'Without RBAC everybody who logs in gets every scope, ssh:execute among them.',
    ],
    [
      'subjectTypeAuthorization',
      'critical',
      'It decides which applications get tokens for the API without a grant.',
    ],
    ['skipConsentForVerifiableFirstPartyClients', 'high', 'People are no longer asked for consent.'],
    [
      'tokenDialect',
      'high',
      'The server reads tokens of one dialect, and permissions stand in some dialects only.',
    ],
    ['tokenLifetime', 'high', 'It decides how long a stolen access token works.'],
    ['tokenLifetimeForWeb', 'high', 'It decides how long a stolen access token works.'],
    [
      'allowOfflineAccess',
      'high',
      'Without it ChatGPT gets no refresh token, and people must link again and again.',
    ],
    ['name', 'low', 'People see it when they are asked for consent.'],
  ],
  [tokens.resourceServerScopes]: [
    ['.description', 'low', 'People see it when they are asked for consent.'],
    ['scopes', 'high', 'Grants and roles can hold these scopes and no others.'],
  ],
  [tokens.connection]: [
    ['strategy', 'critical', 'It decides who vouches for people.'],
    ['isDomainConnection', 'critical', 'Every third-party application may log these people in.'],
    ['options.disableSignup', 'critical', 'Strangers can make themselves an account.'],
    [
      'options.enabledDatabaseCustomization',
      'critical',
      'Scripts decide who is who, and see every password.',
    ],
    ['options.importMode', 'high', 'A script decides who is who at the first login.'],
    ['options.bruteForceProtection', 'high', 'Passwords can be tried without end.'],
    ['options.passwordPolicy', 'high', 'It decides how easily a password is guessed.'],
    ['name', 'high', 'Applications and tools find the users by it.'],
    ['options', 'medium', 'It decides how people log in.'],
  ],
  [tokens.connectionClients]: [['enabledClients', 'critical', 'These applications may log the users in.']],
  [tokens.role]: [
    ['name', 'medium', 'People are given roles by name.'],
    ['description', 'low', 'Nothing depends on it.'],
  ],
  [tokens.rolePermissions]: [['permissions', 'critical', 'Everybody who has the role may do this.']],
  [tokens.tenant]: [
    [
      'flags.enableDynamicClientRegistration',
      'critical',
      'It decides whether strangers can register applications.',
    ],
    [
      'flags.allowLegacyDelegationGrantTypes',
      'critical',
      'The delegation endpoint trades ID tokens for other tokens.',
    ],
    [
      'flags.allowLegacyRoGrantTypes',
      'critical',
      'Old password endpoints are open, past every modern protection.',
    ],
    ['flags.enableIdtokenApi2', 'critical', 'An ID token is enough to call parts of the Management API.'],
    [
      'flags.enableClientConnections',
      'high',
      'Every new application can sign in the users of every connection.',
    ],
    ['flags.disableClickjackProtectionHeaders', 'high', 'The login page can be framed by any site.'],
    ['flags.enableLegacyProfile', 'high', 'ID tokens carry the whole profile of a person.'],
    ['flags.enablePublicSignupUserExistsError', 'medium', 'Sign-up tells strangers who has an account.'],
    [
      'flags.useScopeDescriptionsForConsent',
      'medium',
      'People no longer read in words what they consent to.',
    ],
    ['defaultAudience', 'critical', 'Every application that names no API gets tokens for this one.'],
    ['defaultDirectory', 'high', 'The password grant works without saying which users are meant.'],
    [
      'resourceParameterProfile',
      'high',
      'ChatGPT names the API with `resource`: without compatibility its tokens are for nobody.',
    ],
    [
      'clientIdMetadataDocumentSupported',
      'high',
      'It decides whether applications of strangers can be imported by URL.',
    ],
    [
      'skipNonVerifiableCallbackUriConfirmationPrompt',
      'high',
      'Another program can pass for an application.',
    ],
    ['allowedLogoutUrls', 'medium', 'People may be sent to these URLs after they log out.'],
    ['sessionLifetime', 'medium', 'It decides how long an abandoned session stays open.'],
    ['idleSessionLifetime', 'medium', 'It decides how long an abandoned session stays open.'],
    ['friendlyName', 'low', 'People see it when they log in.'],
  ],
  // The program leaves these to Auth0.
  [tokens.attackProtection]: [],
  [tokens.prompt]: [],
  [tokens.logStream]: [],
};

const otherwise: Significance = { severity: 'medium', why: 'It is not what the program declares.' };

/** How bad it is that a property of a declared resource is not as declared, and why. */
export function significanceOf(type: Token, path: string): Significance {
  const row = rows[type].find(([pattern]) => covers(pattern, path));
  return row ? { severity: row[1], why: row[2] } : otherwise;
}

/** Whether a path is the pattern's, or of a member or an item of it; a pattern `.name` covers every member of that name. */
function covers(pattern: string, path: string): boolean {
  if (pattern.startsWith('.')) return path.endsWith(pattern);
  return path === pattern || path.startsWith(`${pattern}.`) || path.startsWith(`${pattern}[`);
}

/** How bad it is that a declared resource is gone, and why. */
export function lossOf(type: Token): Significance {
  return losses[type] ?? otherwise;
}

const losses: Readonly<Partial<Record<Token, Significance>>> = {
  [tokens.client]: {
    severity: 'critical',
    why: 'It no longer gets tokens; made again it has another client id, and ChatGPT has to be linked anew.',
  },
  [tokens.clientGrant]: { severity: 'high', why: 'The application no longer gets tokens for the API.' },
  [tokens.resourceServer]: { severity: 'critical', why: 'Nobody gets a token for OmniChat any more.' },
  [tokens.connection]: { severity: 'critical', why: 'Its users are gone with it.' },
  [tokens.role]: {
    severity: 'high',
    why: 'Nobody has its permissions any more; people must be given it again.',
  },
};
