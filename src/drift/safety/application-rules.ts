import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { holdsAny, holdsUrl, isOff, isOn, isSet, type SafetyRule, without } from './safety-rule.ts';

/** Whether an application with these grants gets tokens for people, and not for itself alone. */
export const logsPeopleIn = (grantTypes: unknown): boolean =>
  Array.isArray(grantTypes) && grantTypes.some((grantType) => grantType !== 'client_credentials');

const hasWildcard = holdsUrl((_url, text) => text.includes('*'));
const isPlainHttp = holdsUrl((url) => url.protocol === 'http:' && !isLoopbackHost(url.host));
const isOpenOrPlain = (url: string) => hasWildcard([url]) || isPlainHttp([url]);

const passwordGrants = ['password', 'http://auth0.com/oauth/grant-type/password-realm'];
const withoutOldGrants = without(
  (grantType) => grantType === 'implicit' || passwordGrants.includes(grantType),
);

/** Auth0 lets refresh tokens rotate that expire, and none that do not (Auth0 "Configure Refresh Token Rotation"). */
const expiring = {
  'refreshToken.expirationType': 'expiring',
  'refreshToken.infiniteTokenLifetime': false,
  'refreshToken.infiniteIdleTokenLifetime': false,
} as const;

/** What is not safe in an application, whoever made it (Auth0 "Application Settings"; RFC 9700). */
export const applicationRules: readonly SafetyRule[] = [
  {
    path: 'callbacks',
    isUnsafe: hasWildcard,
    safe: 'every URL written out',
    severity: 'critical',
    why: 'A wildcard lets whoever gets a host under it receive authorization codes (RFC 9700 §4.1.1).',
    mended: { callbacks: without(isOpenOrPlain) },
  },
  {
    path: 'callbacks',
    isUnsafe: isPlainHttp,
    safe: 'https',
    severity: 'critical',
    why: 'Authorization codes cross the network in the clear (RFC 9700 §4.1).',
    mended: { callbacks: without(isOpenOrPlain) },
  },
  {
    path: 'grantTypes',
    isUnsafe: holdsAny('implicit'),
    safe: 'without implicit',
    severity: 'high',
    why: 'The implicit grant puts tokens into URLs; OAuth 2.1 has none (RFC 9700 §2.1.2).',
    mended: { grantTypes: withoutOldGrants },
  },
  {
    path: 'grantTypes',
    isUnsafe: holdsAny(...passwordGrants),
    safe: 'without password',
    severity: 'high',
    why: "The password grant hands people's passwords to the application; OAuth 2.1 has none (RFC 9700 §2.4).",
    mended: { grantTypes: withoutOldGrants },
  },
  {
    path: 'jwtConfiguration.alg',
    isUnsafe: (alg, { grantTypes }) =>
      logsPeopleIn(grantTypes) && alg !== 'RS256' && alg !== 'RS512' && alg !== 'PS256',
    safe: 'RS256',
    severity: 'high',
    why: "With HS256, Auth0's default, everybody who can check an ID token can also forge one.",
    mended: { 'jwtConfiguration.alg': 'RS256' },
  },
  {
    path: 'oidcConformant',
    isUnsafe: (conformant, { grantTypes }) => logsPeopleIn(grantTypes) && isOff(conformant),
    safe: true,
    severity: 'medium',
    why: "Auth0's legacy dialect ignores audience and scope where OIDC and OAuth 2.1 want them.",
    mended: { oidcConformant: true },
  },
  {
    path: 'refreshToken.expirationType',
    isUnsafe: (type, { grantTypes }) => type === 'non-expiring' && holdsAny('refresh_token')(grantTypes),
    safe: 'expiring',
    severity: 'medium',
    why: 'A stolen refresh token works for ever.',
    mended: expiring,
  },
  {
    path: 'refreshToken.rotationType',
    isUnsafe: (type, { grantTypes, tokenEndpointAuthMethod }) =>
      type === 'non-rotating' && tokenEndpointAuthMethod === 'none' && holdsAny('refresh_token')(grantTypes),
    safe: 'rotating',
    severity: 'high',
    why: "A public client's refresh token must be bound or rotate (RFC 9700 §2.2.2).",
    mended: { oidcConformant: true, 'refreshToken.rotationType': 'rotating', ...expiring },
  },
  {
    path: 'refreshToken.policies',
    isUnsafe: isSet,
    safe: [],
    severity: 'high',
    why: 'Its refresh tokens can be exchanged for tokens of further APIs, without asking anybody.',
    mended: { 'refreshToken.policies': null },
  },
  {
    path: 'crossOriginAuth',
    isUnsafe: isOn,
    safe: false,
    severity: 'high',
    why: 'Pages of other origins may take passwords and log people in.',
    mended: { crossOriginAuth: false },
  },
  {
    path: 'isTokenEndpointIpHeaderTrusted',
    isUnsafe: isOn,
    safe: false,
    severity: 'high',
    why: 'Whoever holds the secret can pass any IP address off as the person’s, past brute-force protection.',
    mended: { isTokenEndpointIpHeaderTrusted: false },
  },
  {
    path: 'customLoginPage',
    isUnsafe: (page, { customLoginPageOn }) => isSet(page) && !isOff(customLoginPageOn),
    safe: 'none, or not in use',
    severity: 'high',
    why: 'A page of its own takes the passwords.',
    mended: { customLoginPageOn: false },
    opaque: true,
  },
  {
    path: 'skipNonVerifiableCallbackUriConfirmationPrompt',
    isUnsafe: isOn,
    safe: 'false',
    severity: 'high',
    why: 'Another program on the same machine can pass for this application, and nobody is asked.',
    mended: { skipNonVerifiableCallbackUriConfirmationPrompt: false },
  },
  {
    path: 'addons',
    isUnsafe: isSet,
    safe: 'none',
    severity: 'medium',
    why: 'An add-on (SAML, WS-Fed, delegation) is another way to get tokens for people, past OAuth.',
    mended: { addons: null },
    opaque: true,
  },
  {
    path: 'tokenExchange',
    isUnsafe: isSet,
    safe: 'none',
    severity: 'high',
    why: 'It may exchange tokens of others for tokens of people (RFC 8693).',
    mended: { tokenExchange: null },
  },
  {
    path: 'sessionTransfer.canCreateSessionTransferToken',
    isUnsafe: isOn,
    safe: false,
    severity: 'high',
    why: "It may carry people's sessions over to other applications.",
    mended: { 'sessionTransfer.canCreateSessionTransferToken': false },
  },
  {
    path: 'initiateLoginUri',
    isUnsafe: isSet,
    safe: 'none',
    severity: 'low',
    why: 'Auth0 sends people there when a login has to begin anew.',
    mended: { initiateLoginUri: '' },
  },
];
