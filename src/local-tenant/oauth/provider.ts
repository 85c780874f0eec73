import { randomBytes } from 'node:crypto';
import webMessage from 'oidc-provider/lib/response_modes/web_message.js';
import {
  Provider,
  type ClientModel,
  type OidcContext,
  type ResponseMode,
  type Token,
} from 'oidc-provider/lib/provider.js';
import { everybodysNow } from '../clock.ts';
import { alphanumeric, clientSecret, thirdPartyClientId } from '../state/ids.ts';
import { LoginActions, loginChanges, sentParameters } from './actions/login-actions.ts';
import { answerAsAuth0 } from './answers.ts';
import { logEvents } from './logged-events.ts';
import { checkAuthorization } from './authorization/authorization-checks.ts';
import { auth0ResponseMode, renderAuthorizationError } from './authorization/authorization-response.ts';
import { existingGrant } from './authorization/granted-scopes.ts';
import { interactions, interactionUrl } from './authorization/interactions.ts';
import { deferredMaxAge, restoreMaxAge } from './authorization/max-age.ts';
import { promptPolicy } from './authorization/prompt-policy.ts';
import { checkUnsupportedParameters, unsupportedParameters } from './authorization/third-party-request.ts';
import { crossOriginAnswers, requiresPkce } from './clients/client-policy.ts';
import { hybridResponseTypes, implicitResponseTypes } from './clients/client-metadata.ts';
import type { OAuthContext } from './context.ts';
import { cookiesByEverybodysClock } from './cookie-clock.ts';
import { activationPath, devicePages, deviceScript } from './device/device-flow.ts';
import { auth0Logout } from './logout/auth0-logout.ts';
import { confirmLogout, oidcLogoutRules, showLoggedOut } from './logout/oidc-logout.ts';
import { loginScope, oidcScopes } from './apis/oidc-scopes.ts';
import { changeInternals, followKeys } from './provider-internals.ts';
import { atPaths } from './at-paths.ts';
import { providerKeys } from './signing-jwks.ts';
import { adapters } from './storage/adapters.ts';
import { apiTokens } from './tokens/api-tokens.ts';
import { lifetimes } from './tokens/lifetimes.ts';
import { rotatesOrRenews } from './tokens/refresh.ts';
import { checkRequestedApi } from './tokens/requested-api.ts';
import { revocationPolicy } from './tokens/revocation.ts';
import { claimsByScope, findAccount } from './users/user-claims.ts';
import { wellKnownDocuments } from './well-known.ts';

/** oidc-provider at Auth0's paths, over the tenant's store. */
export function createProvider(context: OAuthContext): Provider {
  const { store, keys, issuer } = context;
  const actions = new LoginActions(context);
  const tokens = apiTokens(context, actions);
  class AuthorizationServer extends Provider {
    override registerResponseMode(name: string, send: ResponseMode): void {
      super.registerResponseMode(name, auth0ResponseMode(name, send, store));
    }
  }
  const provider: Provider = new AuthorizationServer(issuer, {
    adapter: adapters(context, tokens, actions),
    jwks: providerKeys(keys),
    cookies: {
      keys: [randomBytes(32)],
      names: { session: 'auth0', interaction: 'auth0_interaction', resume: 'auth0_resume' },
      // Silent authentication comes from a frame in a page of another site. Source: Auth0, "sameSite Cookie Attribute Changes".
      long: { httpOnly: true, sameSite: 'none', secure: true },
    },
    scopes: [loginScope, ...oidcScopes],
    claims: claimsByScope,
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'HS256'] },
    responseTypes: ['code', ...implicitResponseTypes, ...hybridResponseTypes],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    routes: {
      authorization: '/authorize',
      token: '/oauth/token',
      userinfo: '/userinfo',
      revocation: '/oauth/revoke',
      registration: '/oidc/register',
      end_session: '/oidc/logout',
      jwks: '/.well-known/jwks.json',
      device_authorization: '/oauth/device/code',
      code_verification: '/activate',
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, ...devicePages(store) },
      registration: {
        enabled: true,
        issueRegistrationAccessToken: false,
        // Before April 2026 third parties had ids like everybody's.
        idFactory: () => (isPermissive(context) ? alphanumeric(32) : thirdPartyClientId()),
        secretFactory: clientSecret,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: tokens.defaultResource,
        getResourceServerInfo: tokens.getResourceServerInfo,
        useGrantedResource: () => true,
      },
      revocation: {
        enabled: true,
        allowedPolicy: revocationPolicy(store),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: confirmLogout(store),
        postLogoutSuccessSource: showLoggedOut,
      },
    },
    formats: { customizers: { jwt: tokens.customizeJwt } },
    ttl: lifetimes(context),
    extraParams: {
      [unsupportedParameters]: (_request: OidcContext, names: string | undefined) => {
        checkUnsupportedParameters(names);
      },
      [deferredMaxAge]: restoreMaxAge,
      [loginChanges]: undefined,
      [sentParameters]: undefined,
      // There only when it was sent twice, which oidc-provider refuses of every parameter that it knows.
      audience: undefined,
      connection: (request: OidcContext) => {
        checkAuthorization(request, store);
      },
    },
    interactions: { url: interactionUrl, policy: promptPolicy(store, actions) },
    loadExistingGrant: (request: OidcContext) => existingGrant(request, provider, store),
    findAccount: (_request: OidcContext, userId: string) => findAccount(store.read, userId),
    expiresWithSession: () => false,
    issueRefreshToken: (_request: OidcContext, client: ClientModel, source: Token) =>
      client.grantTypeAllowed('refresh_token') && source.scopes.has('offline_access'),
    rotateRefreshToken: async (request: OidcContext) => {
      checkRequestedApi(request, request.oidc.refreshToken?.resource, tokens);
      await actions.refresh(request);
      return rotatesOrRenews(request, context);
    },
    pkce: {
      required: (_request: OidcContext, client: ClientModel) => requiresPkce(store.read, client.clientId),
    },
    renderError: renderAuthorizationError(store),
    clientBasedCORS: () => true,
  });
  changeInternals(provider, store, (request) => actions.idTokenClaims(request));
  provider.registerResponseMode('web_message', webMessage);
  if (context.now !== everybodysNow) provider.use(cookiesByEverybodysClock(context.now));
  provider.use(followKeys(provider, keys));
  provider.use(crossOriginAnswers(store.read));
  provider.use(
    atPaths({
      ...wellKnownDocuments(context),
      [activationPath]: deviceScript,
      '/v2/logout': auth0Logout(provider, context),
      '/oidc/logout': oidcLogoutRules(provider, context),
      ...interactions(provider, context),
    }),
  );
  answerAsAuth0(provider, context.now);
  // After it, so that the log has Auth0's words.
  logEvents(provider, context);
  return provider;
}

function isPermissive({ store }: OAuthContext): boolean {
  return store.documents.settings.dynamic_client_registration_security_mode === 'permissive';
}
