import type { OidcContext } from 'oidc-provider/lib/provider.js';
import type { OAuthContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import type { ApiTokens } from './api-tokens.ts';
import { refreshTokenLifetime, rotates } from './refresh-token-policy.ts';

/**
 * Refuses what oidc-provider refuses only when the refresh token has been used up: an API other than the token's own (RFC 8707,
 * section 2.2), or one that the application may no longer use.
 *
 * @throws {Refusal} 400 `invalid_target` for another API, otherwise as for an authorization request
 */
export function checkRefreshedApi(context: OidcContext, tokens: ApiTokens): void {
  const { refreshToken, params } = context.oidc;
  const [granted, ...others] = [refreshToken?.resource ?? []].flat();
  const requested = params['resource'] ?? granted;
  if (requested === undefined) return;
  if (requested !== granted || others.length > 0) {
    throw new Refusal(400, 'invalid_target', 'resource indicator is missing, or unknown');
  }
  tokens.getResourceServerInfo(context, requested);
}

/**
 * Whether the refresh token in use is to be replaced, as its application's settings say. One that stays gets its idle time
 * anew.
 */
export async function rotatesOrRenews({ oidc }: OidcContext, { store, now }: OAuthContext): Promise<boolean> {
  const client = store.read.clients.get(oidc.client.clientId);
  if (client === undefined || rotates(client)) return true;
  const token = oidc.refreshToken;
  if (token !== undefined) {
    const seconds = Math.floor(now() / 1000);
    token.exp = seconds + refreshTokenLifetime(client, token.iiat, seconds);
    await token.save();
  }
  return false;
}
