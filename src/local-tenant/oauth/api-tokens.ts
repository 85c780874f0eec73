import type { OidcContext, Token } from 'oidc-provider/lib/provider.js';
import type { Client, ResourceServer } from '../entities.ts';
import { applyDialect, tokenSigning, type TokenSigning, type UnsignedToken } from './access-token.ts';
import { clientScopes, requestedApi } from './api-access.ts';
import type { OAuthContext } from './context.ts';
import { Refusal } from './refusal.ts';
import { apiIdentifier, resourceIndicator } from './resource-indicator.ts';

/** An API as oidc-provider sees it for one request. */
export interface ResourceServerInfo {
  readonly audience: string;
  /** Separated by spaces. */
  readonly scope: string;
  readonly accessTokenTTL: number;
  readonly accessTokenFormat: 'jwt';
  readonly jwt: { readonly sign: TokenSigning };
}

/** The hooks by which oidc-provider learns which API a token is for, what it may say, and what it looks like. */
export interface ApiTokens {
  readonly defaultResource: (context: OidcContext) => string | undefined;
  readonly getResourceServerInfo: (context: OidcContext, indicator: string) => ResourceServerInfo;
  readonly customizeJwt: (context: OidcContext, token: Token, unsigned: UnsignedToken) => void;
}

/** Access tokens per API, from the tenant's APIs, grants and settings. */
export function apiTokens({ store, keys, issuer }: OAuthContext): ApiTokens {
  const clientOf = (context: OidcContext): Client => {
    const client = store.read.clients.get(context.oidc.client.clientId);
    if (client === undefined) throw new Refusal(401, 'access_denied', 'Unauthorized');
    return client;
  };
  const info = (api: ResourceServer, scopes: readonly string[]): ResourceServerInfo => ({
    audience: api.identifier,
    scope: scopes.join(' '),
    accessTokenTTL: api.token_lifetime,
    accessTokenFormat: 'jwt',
    jwt: { sign: tokenSigning(api, keys.current) },
  });

  return {
    defaultResource() {
      const audience = store.documents.settings.default_audience;
      if (audience !== undefined && audience !== '') return resourceIndicator(audience);
      throw new Refusal(
        403,
        'access_denied',
        'No audience parameter was provided, and no default audience has been configured',
      );
    },

    getResourceServerInfo(context, indicator) {
      const api = requestedApi(store.read, apiIdentifier(indicator));
      const { params } = context.oidc;
      const scopes = clientScopes(store.read, clientOf(context), api, scopeList(params['scope']));
      // Asking for nothing means asking for all of it; oidc-provider would issue a token without scope.
      params['scope'] = scopes.join(' ');
      return info(api, scopes);
    },

    customizeJwt(_context, token, unsigned) {
      const api = requestedApi(store.read, token.resourceServer?.audience ?? '');
      const permissions = api.enforce_policies === true ? scopeList(token.scope) : undefined;
      applyDialect(unsigned, token, api, issuer, permissions);
    },
  };
}

function scopeList(scope: string | undefined): readonly string[] {
  return scope?.split(' ').filter((value) => value !== '') ?? [];
}
