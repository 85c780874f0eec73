import type { OidcContext } from 'oidc-provider/lib/provider.js';
import { Refusal } from '../refusal.ts';

/** The parameter that holds `max_age` until oidc-provider has judged the others, inside of this tenant only. */
export const deferredMaxAge = 'auth0:max_age';

/** Defers `max_age` of a request without `openid`, which oidc-provider refuses and Auth0 does not. */
export function deferMaxAge(parameters: URLSearchParams): void {
  const value = parameters.get('max_age');
  if (value === null) return;
  parameters.delete('max_age');
  parameters.set(deferredMaxAge, value);
}

/**
 * Asks for a login when the last one was longer ago than the deferred value, in seconds (OpenID Connect Core 1.0, section
 * 3.1.2.1).
 *
 * @throws {Refusal} `invalid_request` for a value that is no number of seconds
 */
export function restoreMaxAge({ oidc: { params } }: OidcContext, value: string | undefined): void {
  if (value === undefined) return;
  if (!/^\d{1,15}$/u.test(value)) {
    throw new Refusal(400, 'invalid_request', 'invalid max_age parameter value');
  }
  if (Number(value) > 0) params['max_age'] = value;
  else params['prompt'] = [...new Set([...(params['prompt']?.split(' ') ?? []), 'login'])].join(' ');
}
