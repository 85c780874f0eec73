import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { Provider, type OidcContext, type Token } from 'oidc-provider/lib/provider.js';
import { apiTokens } from './api-tokens.ts';
import { clientAdapter } from './client-adapter.ts';
import type { OAuthContext } from './context.ts';
import { oidcScopes } from './oidc-scopes.ts';
import { providerKeys } from './signing-jwks.ts';
import { tokenRefusal } from './token-errors.ts';
import { wellKnownDocuments } from './well-known.ts';

/** oidc-provider at Auth0's paths, over the tenant's store. */
export function createProvider(context: OAuthContext): Provider {
  const { store, keys, issuer } = context;
  const tokens = apiTokens(context);
  const Memory = createMemoryAdapter(0);
  const provider = new Provider(issuer, {
    adapter: (model: string) => (model === 'Client' ? clientAdapter(store.read) : new Memory(model)),
    jwks: providerKeys(keys),
    scopes: oidcScopes,
    responseTypes: ['code', 'id_token', 'id_token token', 'code id_token'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    routes: {
      authorization: '/authorize',
      token: '/oauth/token',
      jwks: '/.well-known/jwks.json',
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: tokens.defaultResource,
        getResourceServerInfo: tokens.getResourceServerInfo,
      },
    },
    formats: { customizers: { jwt: tokens.customizeJwt } },
    ttl: { ClientCredentials: apiTokenLifetime },
    clientBasedCORS: () => false,
  });
  // The management half has judged the URIs, by Auth0's rules.
  provider.Client.Schema.prototype.redirectUris = () => undefined;
  provider.use(wellKnownDocuments(context));
  provider.on('grant.error', (request, error) => {
    const refusal = tokenRefusal(request, error);
    request.status = refusal.statusCode;
    request.body = refusal.body;
  });
  return provider;
}

function apiTokenLifetime(_context: OidcContext, token: Token): number {
  return token.resourceServer?.accessTokenTTL ?? 86_400;
}
