import type { Middleware, OidcContext } from 'oidc-provider/lib/provider.js';
import type { Client } from '../../entities.ts';
import type { Store } from '../../store.ts';
import { showError } from '../pages/error-page.ts';
import type { Refusal } from '../refusal.ts';
import { authorizationRefusal } from './authorization-errors.ts';

/**
 * Puts the error responses of the authorization endpoint into Auth0's words, takes `iss` out of them while the tenant's setting
 * is off (RFC 9207), and shows them here where the application's redirection policy keeps them from its redirect URI.
 */
export function authorizationErrors(store: Store): Middleware {
  return async (context, next) => {
    await next();
    if (!/^\/authorize(\/|$)/u.test(context.path)) return;
    const location = URL.parse(context.response.get('location'));
    if (location === null) return;
    const inFragment = location.hash.length > 1;
    const answer = new URLSearchParams(inFragment ? location.hash.slice(1) : location.search);
    const error = answer.get('error');
    if (error === null) return;

    const client = clientOf(context, store);
    const refusal = refusalFor(context, client, error, answer.get('error_description') ?? undefined);
    if (client?.redirection_policy === 'open_redirect_protection') {
      context.response.remove('location');
      showError(context, refusal);
      return;
    }
    answer.set('error', refusal.body.error);
    answer.set('error_description', refusal.body.error_description);
    if (!sendsIssuer(store)) answer.delete('iss');
    if (inFragment) location.hash = answer.toString();
    else location.search = answer.toString();
    context.redirect(location.href);
  };
}

/** Shows the errors of the authorization endpoint that have nowhere to be redirected to. */
export function renderAuthorizationError(
  store: Store,
): (context: OidcContext, response: { error: string; error_description?: string }) => void {
  return (context, { error, error_description: description }) => {
    showError(context, refusalFor(context, clientOf(context, store), error, description));
  };
}

/** Whether authorization responses say who sent them. */
export function sendsIssuer(store: Store): boolean {
  return store.documents.settings.authorization_response_iss_parameter_supported === true;
}

function clientOf(context: OidcContext, store: Store): Client | undefined {
  return store.read.clients.get(parameter(context, 'client_id'));
}

function refusalFor(
  context: OidcContext,
  client: Client | undefined,
  error: string,
  description: string | undefined,
): Refusal {
  return authorizationRefusal(
    {
      error,
      error_description: description,
      clientId: parameter(context, 'client_id'),
      responseType: parameter(context, 'response_type'),
    },
    client,
  );
}

/** A parameter of the request, which may have failed before oidc-provider had read any. */
function parameter({ oidc, querystring }: OidcContext, name: string): string {
  return oidc.params?.[name] ?? new URLSearchParams(querystring).get(name) ?? '';
}
