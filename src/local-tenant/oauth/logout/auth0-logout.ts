import type { Middleware, Provider } from 'oidc-provider/lib/provider.js';
import { isAllowedUrl } from '../../rules/allowed-urls.ts';
import { isStrictThirdParty } from '../../rules/client-defaults.ts';
import type { OAuthContext } from '../context.ts';
import { showError } from '../pages/error-page.ts';
import { Refusal } from '../refusal.ts';
import { namedClient } from '../clients/named-client.ts';

/**
 * Auth0's own logout, `/v2/logout`: ends the session, then goes to `returnTo` if it is an allowed logout URL.
 *
 * Source: Auth0, "Redirect Users with Alternative Logout", whose limitations say which parts of the URL count and how.
 */
export function auth0Logout(provider: Provider, { store }: OAuthContext): Middleware {
  const destination = (parameters: URLSearchParams): string | undefined => {
    const clientId = parameters.get('client_id');
    const client = clientId === null ? undefined : namedClient(store.read, clientId);
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
    if (context.method !== 'GET') return next();
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

/** What a third party is told that wants a user logged out. */
export function notForThirdParties(): Refusal {
  return new Refusal(400, 'invalid_request', 'Third-party applications cannot use this endpoint.');
}
