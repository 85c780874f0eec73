import formPost from 'oidc-provider/lib/response_modes/form_post.js';
import type { Middleware, OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import { isAllowedUrl } from '../../rules/allowed-urls.ts';
import { isStrictThirdParty } from '../../rules/client-defaults.ts';
import type { Store } from '../../state/store.ts';
import type { OAuthContext } from '../context.ts';
import { notForThirdParties } from './auth0-logout.ts';
import { allowOwnScript, showError, showPage } from '../pages/error-page.ts';
import { html, page } from '../pages/page.ts';
import { Refusal } from '../refusal.ts';
import { namedClient } from '../clients/named-client.ts';

/**
 * What Auth0 asks of `/oidc/logout` besides the protocol: it is not for third parties, its pages run no foreign script, without an
 * application it goes to a logout URL of the tenant, and without a URL to the first one of the application.
 *
 * Sources: Auth0, "Log Users Out of Auth0 with OIDC Endpoint"; "OIDC Logout".
 */
export function oidcLogoutRules(provider: Provider, { store }: OAuthContext): Middleware {
  return async (context, next) => {
    allowOwnScript(context);
    const parameters = new URLSearchParams(context.querystring);
    const tenantUrl = tenantLogoutUrl(parameters);
    const allowed = store.documents.settings.allowed_logout_urls ?? [];
    if (tenantUrl !== undefined && !isAllowedUrl(tenantUrl, allowed)) {
      showError(context, new Refusal(400, 'invalid_request', 'post_logout_redirect_uri not registered'));
      return;
    }
    const url = tenantUrl ?? defaultLogoutUrl(parameters, store);
    if (url !== undefined && (await provider.Session.get(context)).accountId === undefined) {
      context.redirect(withState(url, parameters.get('state')));
      return;
    }
    await next();
    const client = namedClient(store.read, context.oidc?.client?.clientId ?? '');
    if (client !== undefined && isStrictThirdParty(client)) showError(context, notForThirdParties());
  };
}

/** Asks whether to log out, with the form that oidc-provider made for `/oidc/logout`, or goes on where Auth0 does not ask. */
export function confirmLogout(store: Store): (context: OidcContext, form: string) => void {
  return (context, form) => {
    const { oidc } = context;
    const state = oidc.session?.state;
    if (state === undefined) return;
    const parameters = new URLSearchParams(context.querystring);
    const url = tenantLogoutUrl(parameters) ?? defaultLogoutUrl(parameters, store);
    if (url !== undefined) state.postLogoutRedirectUri = url;
    if (store.documents.settings.sessions?.oidc_logout_prompt_enabled === false || namesSession(context)) {
      formPost(context, oidc.urlFor('end_session_confirm'), { xsrf: state.secret, logout: 'yes' });
    } else {
      showLogoutQuestion(context, form);
    }
  };
}

/** Says that the session has ended, where there is nowhere to go back to. */
export function showLoggedOut(context: OidcContext): void {
  showPage(context, page('Logged out', html`<h1>You have been logged out</h1>`));
}

/** Where to go in a request that names no application. */
function tenantLogoutUrl(parameters: URLSearchParams): string | undefined {
  if (parameters.has('client_id') || parameters.has('id_token_hint')) return undefined;
  return parameters.get('post_logout_redirect_uri') ?? undefined;
}

/** Where to go in a request that names an application and nothing else. */
function defaultLogoutUrl(parameters: URLSearchParams, { read }: Store): string | undefined {
  const client = namedClient(read, parameters.get('client_id') ?? '');
  if (client === undefined || isStrictThirdParty(client)) return undefined;
  return parameters.has('post_logout_redirect_uri') ? undefined : client.allowed_logout_urls?.[0];
}

function withState(url: string, state: string | null): string {
  const target = new URL(url);
  if (state !== null) target.searchParams.set('state', state);
  return target.href;
}

/** Whether the request has a hint and every one is of the session in this browser. */
function namesSession({ oidc }: OidcContext): boolean {
  const { id_token_hint: idToken, logout_hint: logoutHint } = oidc.params;
  const sessionIds = new Set<unknown>(
    Object.values(oidc.session?.authorizations ?? {}).map(({ sid }) => sid),
  );
  const hints = [
    ...(idToken === undefined ? [] : [oidc.entities.IdTokenHint?.payload.sid]),
    ...(logoutHint === undefined ? [] : [logoutHint]),
  ];
  return hints.length > 0 && hints.every((hint) => hint !== undefined && sessionIds.has(hint));
}

function showLogoutQuestion(context: OidcContext, form: string): void {
  showPage(
    context,
    page(
      'Log Out',
      html`<h1>Log Out</h1>
        <p>Are you sure you want to log out?</p>
        ${{ text: form }}
        <button form="op.logoutForm" name="logout" value="yes">Accept</button>`,
    ),
  );
}
