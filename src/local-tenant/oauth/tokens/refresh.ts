import type { OidcContext } from 'oidc-provider/lib/provider.js';
import type { OAuthContext } from '../context.ts';
import { refreshTokenLifetime, rotates } from './refresh-token-policy.ts';
import { namedClient } from '../clients/named-client.ts';

/**
 * Whether the refresh token in use is to be replaced, as its application's settings say. One that stays gets its idle time
 * anew.
 */
export async function rotatesOrRenews({ oidc }: OidcContext, { store, now }: OAuthContext): Promise<boolean> {
  const client = namedClient(store.read, oidc.client.clientId);
  if (client === undefined || rotates(client)) return true;
  const token = oidc.refreshToken;
  if (token !== undefined) {
    const seconds = Math.floor(now() / 1000);
    token.exp = seconds + refreshTokenLifetime(client, token.iiat, seconds);
    await token.save();
  }
  return false;
}
