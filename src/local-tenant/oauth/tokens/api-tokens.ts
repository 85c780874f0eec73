import type { OidcContext, Token } from 'oidc-provider/lib/provider.js';
import { isStrictThirdParty } from '../../rules/client-defaults.ts';
import type { Client } from '../../state/entities/applications.ts';
import { clientAccess, findApi, permissionsOf, userAccess, type ApiAccess } from '../apis/api-access.ts';
import type { LoginActions } from '../actions/login-actions.ts';
import { changedScope } from '../actions/login-changes.ts';
import type { OAuthContext } from '../context.ts';
import { loginScope, oidcScopes, scopeValues, visibleScope } from '../apis/oidc-scopes.ts';
import { Refusal } from '../refusal.ts';
import { apiIdentifier, resourceIndicator } from '../apis/resource-indicator.ts';
import { applyDialect, tokenSigning, type TokenSigning, type UnsignedToken } from './access-token.ts';
import { checkBearerToken } from './bearer-only.ts';
import { namedClient } from '../clients/named-client.ts';

/** An API as oidc-provider sees it for one request. */
interface ResourceServerInfo {
  readonly audience: string;
  /** Separated by spaces. */
  readonly scope: string;
  readonly accessTokenTTL: number;
  readonly accessTokenFormat: 'jwt';
  readonly jwt: { readonly sign: TokenSigning };
}

/** The hooks by which oidc-provider learns which API a token is for, what it may say, and what it looks like. */
export interface ApiTokens {
  readonly defaultResource: (
    context: OidcContext,
    client: unknown,
    oneOf?: readonly string[],
  ) => string | readonly string[] | undefined;
  readonly getResourceServerInfo: (context: OidcContext, indicator: string) => ResourceServerInfo;
  readonly customizeJwt: (context: OidcContext, token: Token, unsigned: UnsignedToken) => void;
}

/** Access tokens per API, from the tenant's APIs, grants, roles and settings. */
export function apiTokens({ store, keys, userinfoAudience }: OAuthContext, actions: LoginActions): ApiTokens {
  const clientOf = (context: OidcContext): Client => {
    const client = namedClient(store.read, context.oidc.client.clientId);
    if (client === undefined) throw new Refusal(401, 'access_denied', 'Unauthorized');
    return client;
  };

  const ownAccess = (context: OidcContext, identifier: string): ApiAccess => {
    const { params } = context.oidc;
    const access = clientAccess(store.read, clientOf(context), identifier, scopeValues(params['scope']));
    // Asking for nothing means asking for all of it; oidc-provider would issue a token without scope.
    params['scope'] = access.scopes.join(' ');
    return access;
  };

  const delegatedAccess = (context: OidcContext, identifier: string): ApiAccess => {
    const client = clientOf(context);
    const { api, scopes } = userAccess(store.read, client, identifier);
    const userId = context.oidc.session?.accountId ?? context.oidc.account?.accountId;
    const permitted = userId === undefined ? scopes : permissionsOf(store.read, userId, api);
    return {
      api,
      scopes: [
        loginScope,
        ...oidcScopes.filter((scope) =>
          scope === 'offline_access' ? api.allow_offline_access : !isStrictThirdParty(client),
        ),
        ...scopes.filter((scope) => permitted.includes(scope)),
      ],
    };
  };

  return {
    defaultResource(context, _client, oneOf) {
      if (oneOf !== undefined) return oneOf;
      const audience = store.documents.settings.default_audience;
      if (audience !== undefined && audience !== '') return resourceIndicator(audience);
      if (isOwnBehalf(context)) {
        throw new Refusal(
          403,
          'access_denied',
          'No audience parameter was provided, and no default audience has been configured',
        );
      }
      if (isStrictThirdParty(clientOf(context))) {
        throw new Refusal(
          400,
          'invalid_request',
          'The userinfo audience is not allowed for third party clients',
        );
      }
      return undefined;
    },

    getResourceServerInfo(context, indicator) {
      const identifier = apiIdentifier(indicator);
      const { api, scopes } = isOwnBehalf(context)
        ? ownAccess(context, identifier)
        : delegatedAccess(context, identifier);
      if (issuesAccessToken(context)) checkBearerToken(clientOf(context), api);
      return {
        audience: identifier,
        scope: scopes.join(' '),
        accessTokenTTL: fromFrontChannel(context) ? api.token_lifetime_for_web : api.token_lifetime,
        accessTokenFormat: 'jwt',
        jwt: { sign: tokenSigning(api, keys.current) },
      };
    },

    customizeJwt(context, token, unsigned) {
      const api = findApi(store.read, token.resourceServer?.audience ?? '');
      if (api === undefined) return;
      const changes = actions.changesOf(context);
      if (changes !== undefined) {
        // The answer tells the scope of the token itself.
        token.scope = changedScope(token.scope, changes);
        unsigned.payload = { ...changes.accessTokenClaims, ...unsigned.payload };
      }
      const scope = visibleScope(token.scope);
      unsigned.payload['scope'] = scope;
      const permissions =
        token.accountId === undefined ? scopeValues(scope) : permissionsOf(store.read, token.accountId, api);
      const listed = api.enforce_policies === true ? permissions : undefined;
      applyDialect(unsigned, token, { api, userinfoAudience, permissions: listed });
    },
  };
}

/** Whether the access token is in the authorization response. Source: Auth0, "Update Access Token Lifetime". */
function fromFrontChannel({ oidc }: OidcContext): boolean {
  return oidc.params['response_type']?.split(' ').includes('token') ?? false;
}

function issuesAccessToken(context: OidcContext): boolean {
  return context.oidc.params['grant_type'] !== undefined || fromFrontChannel(context);
}

function isOwnBehalf(context: OidcContext): boolean {
  return context.oidc.params['grant_type'] === 'client_credentials';
}
