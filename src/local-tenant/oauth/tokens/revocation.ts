import type { ClientModel, Token } from 'oidc-provider/lib/provider.js';
import { Refusal } from '../refusal.ts';

/**
 * Refuses to revoke a token of another application (RFC 7009, section 2.1). Source: Auth0, "Revoke Refresh Tokens".
 *
 * @throws {Refusal} 400 `invalid_grant`
 */
export function checkRevocation(client: ClientModel, token: Token): void {
  if (token.clientId === client.clientId) return;
  throw new Refusal(400, 'invalid_grant', 'The refresh token was issued to another client.');
}
