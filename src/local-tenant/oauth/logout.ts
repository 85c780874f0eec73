import type { Middleware, OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import { isAllowedUrl } from '../allowed-urls.ts';
import { isStrictThirdParty } from '../client-defaults.ts';
import type { OAuthContext } from './context.ts';
import { allowOwnScript, showError, showPage } from './pages/error-page.ts';
import { html, page } from './pages/page.ts';
import { Refusal } from './refusal.ts';

/**
 * Auth0's own logout, `/v2/logout`: ends the session, then goes to `returnTo` if it is an allowed logout URL.
 *
 * Source: Auth0, "Redirect Users with Alternative Logout", whose limitations say which parts of the URL count and how.
 */
export function auth0Logout(provider: Provider, { store }: OAuthContext): Middleware {
  const destination = (parameters: URLSearchParams): string | undefined => {
    const clientId = parameters.get('client_id');
    const client = clientId === null ? undefined : store.read.clients.get(clientId);
    if (clientId !== null && client === undefined) {
      throw new Refusal(400, 'invalid_request', `Unknown client: ${clientId}`);
    }
    if (client !== undefined && isStrictThirdParty(client)) {
      throw notForThirdParties();
    }
    const allowed = (client ?? store.documents.settings).allowed_logout_urls ?? [];
    const returnTo = parameters.get('returnTo') ?? client?.allowed_logout_urls?.[0];
    if (returnTo === undefined || isAllowedUrl(comparable(returnTo), allowed.map(comparable)))
      return returnTo;
    throw new Refusal(
      400,
      'invalid_request',
      `The "returnTo" querystring parameter "${returnTo}" is not defined as a valid URL in "Allowed Logout URLs"`,
    );
  };

  return async (context, next) => {
    if (context.path !== '/v2/logout' || context.method !== 'GET') return next();
    try {
      const url = destination(new URLSearchParams(context.querystring));
      await (await provider.Session.get(context)).destroy();
      if (url === undefined) context.body = 'OK';
      else context.redirect(url);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      showError(context, error);
    }
  };
}

/** A logout URL without query and fragment, its scheme and host in lower case. */
function comparable(url: string): string {
  return url.replace(/[?#].*$/su, '').replace(/^[^/]*\/\/[^/]*/u, (origin) => origin.toLowerCase());
}

/** What Auth0 asks of `/oidc/logout` besides the protocol: it is not for third parties, and its pages run no foreign script. */
export function oidcLogoutRules({ store }: OAuthContext): Middleware {
  return async (context, next) => {
    if (context.path !== '/oidc/logout') return next();
    allowOwnScript(context);
    await next();
    const client = store.read.clients.get(context.oidc?.client?.clientId ?? '');
    if (client !== undefined && isStrictThirdParty(client)) showError(context, notForThirdParties());
  };
}

function notForThirdParties(): Refusal {
  return new Refusal(400, 'invalid_request', 'Third-party applications cannot use this endpoint.');
}

/** Asks whether to log out, with the form that oidc-provider made for `/oidc/logout`. */
export function showLogoutQuestion(context: OidcContext, form: string): void {
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

/** Says that the session has ended, where there is nowhere to go back to. */
export function showLoggedOut(context: OidcContext): void {
  showPage(context, page('Logged out', html`<h1>You have been logged out</h1>`));
}
