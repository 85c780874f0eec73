import { Refusal } from '../refusal.ts';

/**
 * The parameter in which an authorization request names what it sent and may not, inside of this tenant only.
 *
 * The names go on, the parameters do not: oidc-provider would judge some of them first, in other words.
 */
export const unsupportedParameters = 'auth0:unsupported';

/** Source: Auth0, "Security Controls for Third-Party Applications", `/authorize` parameter validation. */
const thirdPartyParameters = new Set([
  'acr_values',
  'audience',
  'authorization_details',
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'connection',
  'correlation_id',
  'display',
  'dpop_jkt',
  'login_hint',
  'max_age',
  'nonce',
  'prompt',
  'redirect_uri',
  'resource',
  'response_type',
  'scope',
  'state',
  'ui_locales',
]);

/** Takes out of a third party's authorization request what such a request may not hold, and leaves the names of it. */
export function withholdUnsupportedParameters(parameters: URLSearchParams): void {
  const names = new Set([...parameters.keys()].filter((name) => !isSupported(name)));
  for (const name of names) parameters.delete(name);
  if (names.size > 0) parameters.set(unsupportedParameters, [...names].join(', '));
}

/**
 * Refuses what {@link withholdUnsupportedParameters} has found.
 *
 * @throws {Refusal} `invalid_request`
 */
export function checkUnsupportedParameters(names: string | undefined): void {
  if (names === undefined) return;
  throw new Refusal(400, 'invalid_request', `Unsupported parameters: ${names}`);
}

function isSupported(name: string): boolean {
  return thirdPartyParameters.has(name) || name.startsWith('ext-');
}
