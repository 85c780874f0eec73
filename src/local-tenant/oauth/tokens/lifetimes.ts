import type { OidcContext, Token } from 'oidc-provider/lib/provider.js';
import type { Client } from '../../state/entities/applications.ts';
import type { OAuthContext } from '../context.ts';
import { scopeValues } from '../apis/oidc-scopes.ts';
import { grantLifetime, refreshTokenLifetime } from './refresh-token-policy.ts';
import { sessionLifetime } from './session-lifetime.ts';
import { namedClient } from '../clients/named-client.ts';

type Lifetime = (context: OidcContext | undefined, token: Token) => number;

/** How long what oidc-provider issues lives, in seconds. */
export function lifetimes({ store, now }: OAuthContext): Readonly<Record<string, number | Lifetime>> {
  const seconds = (): number => Math.floor(now() / 1000);
  const clientOf = (token: Token): Client | undefined => namedClient(store.read, token.clientId);
  const apiToken: Lifetime = (_context, token) => token.resourceServer?.accessTokenTTL ?? 86_400;
  return {
    AccessToken: apiToken,
    ClientCredentials: apiToken,
    AuthorizationCode: 60,
    DeviceCode: 900,
    // An ID token knows its client by itself, all others by its id.
    IdToken: (_context, { client }) =>
      namedClient(store.read, client?.clientId ?? '')?.jwt_configuration.lifetime_in_seconds ?? 36_000,
    RefreshToken: (_context, token) => {
      const client = clientOf(token);
      return client === undefined ? 1 : refreshTokenLifetime(client, token.iiat, seconds());
    },
    Grant: (_context, token) => {
      const client = clientOf(token);
      return client === undefined ? 1 : grantLifetime(client, scopeValues(token.openid?.scope));
    },
    Session: (_context, { loginTs: login = seconds() }) =>
      sessionLifetime(store.documents.settings, login, seconds()),
    Interaction: 3600,
  };
}
