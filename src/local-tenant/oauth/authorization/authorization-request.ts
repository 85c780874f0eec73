import { createHash } from 'node:crypto';
import { isStrictThirdParty } from '../../rules/client-defaults.ts';
import type { Store } from '../../state/store.ts';
import { loginChanges, sentParameters } from '../actions/login-actions.ts';
import { loginScope, oidcScopes, scopeValues } from '../apis/oidc-scopes.ts';
import { resolveAudience } from '../apis/requested-audience.ts';
import { deferMaxAge, deferredMaxAge } from './max-age.ts';
import { unsupportedParameters, withholdUnsupportedParameters } from './third-party-request.ts';
import { namedClient } from '../clients/named-client.ts';

const defaultScope = 'openid profile email address phone';

/** Puts the parameters of an authorization request as Auth0 takes them into those that oidc-provider takes. */
export function translateAuthorization(parameters: URLSearchParams, { read, documents }: Store): void {
  const client = namedClient(read, parameters.get('client_id') ?? '');
  const thirdParty = client !== undefined && isStrictThirdParty(client);
  for (const name of [unsupportedParameters, deferredMaxAge, loginChanges, sentParameters]) {
    parameters.delete(name);
  }
  const sent = JSON.stringify(Object.fromEntries(parameters));
  if (thirdParty) withholdUnsupportedParameters(parameters);
  else hashPlainChallenge(parameters);
  resolveAudience(parameters, documents.settings);
  const requested = scopeValues(parameters.get('scope') ?? (thirdParty ? '' : defaultScope));
  // Auth0 does not process OpenID Connect's scopes for third parties, and does not refuse them either.
  const processed = thirdParty
    ? requested.filter((scope) => scope === 'offline_access' || !oidcScopes.includes(scope))
    : requested;
  if (!isTwice(parameters, 'scope')) parameters.set('scope', [loginScope, ...processed].join(' '));
  if (!processed.includes('openid')) {
    for (const name of ['nonce', 'acr_values', 'id_token_hint']) {
      if (!isTwice(parameters, name)) parameters.delete(name);
    }
    if (!isTwice(parameters, 'max_age')) deferMaxAge(parameters);
  }
  parameters.set(sentParameters, sent);
}

/** What comes twice is left as it is, to oidc-provider, which refuses it (RFC 6749, section 3.1). */
function isTwice(parameters: URLSearchParams, name: string): boolean {
  return parameters.getAll(name).length > 1;
}

/**
 * Turns the `plain` method, which Auth0 advertises and oidc-provider does not know, into S256 with the same verifier
 * (RFC 7636, section 4.2). Third parties have to use S256 themselves, as OAuth 2.1 has it.
 */
function hashPlainChallenge(parameters: URLSearchParams): void {
  const challenge = parameters.get('code_challenge');
  const method = parameters.get('code_challenge_method') ?? 'plain';
  if (challenge === null || method !== 'plain') return;
  if (isTwice(parameters, 'code_challenge') || isTwice(parameters, 'code_challenge_method')) return;
  parameters.set('code_challenge', createHash('sha256').update(challenge).digest('base64url'));
  parameters.set('code_challenge_method', 'S256');
}
