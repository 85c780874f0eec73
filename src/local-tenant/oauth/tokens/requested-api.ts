import type { OidcContext, Token } from 'oidc-provider/lib/provider.js';
import { Refusal } from '../refusal.ts';
import type { ApiTokens } from './api-tokens.ts';

/**
 * Refuses what oidc-provider refuses only when the code or the refresh token has been used up: an API other than its own (RFC
 * 8707, section 2.2), or one that the application may no longer use.
 *
 * @param resource - what the code or the refresh token was issued for
 * @throws {Refusal} 400 `invalid_target` for another API, otherwise as for an authorization request
 */
export function checkRequestedApi(
  context: OidcContext,
  resource: Token['resource'],
  tokens: ApiTokens,
): void {
  const [granted, ...others] = [resource ?? []].flat();
  const requested = context.oidc.params['resource'] ?? granted;
  if (requested === undefined) return;
  if (requested !== granted || others.length > 0) {
    throw new Refusal(400, 'invalid_target', 'resource indicator is missing, or unknown');
  }
  tokens.getResourceServerInfo(context, requested);
}
