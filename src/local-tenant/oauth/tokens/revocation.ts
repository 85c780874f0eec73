import type { ClientModel, OidcContext, Token } from 'oidc-provider/lib/provider.js';
import type { Store } from '../../state/store.ts';
import { withdrawConsent } from '../authorization/user-consent.ts';
import { Refusal } from '../refusal.ts';

/**
 * Whether a client may revoke a token. While the tenant's flag `revoke_refresh_token_grant` is on, the whole grant goes with it:
 * what the user agreed to for this application and API, and every refresh token that came of it.
 *
 * Sources: RFC 7009, section 2.1; Auth0, "Revoke Refresh Tokens".
 */
export function revocationPolicy(
  store: Store,
): (request: OidcContext, client: ClientModel, token: Token) => Promise<true> {
  return async (_request, client, token) => {
    checkRevocation(client, token);
    if (store.documents.settings.flags['revoke_refresh_token_grant'] === true) {
      await withdrawConsent(store, token);
    }
    return true;
  };
}

/** @throws {Refusal} 400 `invalid_grant` for a token of another application */
function checkRevocation(client: ClientModel, token: Token): void {
  if (token.clientId === client.clientId) return;
  throw new Refusal(400, 'invalid_grant', 'The refresh token was issued to another client.');
}
