import type { OidcContext, ResponseMode } from 'oidc-provider/lib/provider.js';
import type { Client } from '../../state/entities/applications.ts';
import type { Store } from '../../state/store.ts';
import { visibleScope } from '../apis/oidc-scopes.ts';
import { allowOwnScript, showError } from '../pages/error-page.ts';
import type { Refusal } from '../refusal.ts';
import { authorizationRefusal } from './authorization-errors.ts';
import { namedClient } from '../clients/named-client.ts';
import { webOriginRefusal } from './web-message.ts';

/**
 * Makes the authorization responses of a response mode Auth0's: errors in its words, shown here where the application's
 * redirection policy keeps them from its redirect URI, or the window that waits for them is of an unknown origin, and `iss` only while the tenant's setting is on (RFC 9207).
 *
 * Source: Auth0, "Security Controls for Third-Party Applications", redirect protection.
 */
export function auth0ResponseMode(name: string, send: ResponseMode, store: Store): ResponseMode {
  return async (context, redirectUri, { iss, scope, ...response }) => {
    const { error, error_description: description } = response;
    const client = clientOf(context, store);
    // Not even an error is for a window of an unknown origin.
    const unknownOrigin = name === 'web_message' ? webOriginRefusal(client, redirectUri) : undefined;
    if (unknownOrigin !== undefined) {
      showError(context, unknownOrigin);
      return;
    }
    if (error !== undefined) {
      const refusal = refusalFor(context, client, error, description);
      if (client?.redirection_policy === 'open_redirect_protection') {
        showError(context, refusal);
        return;
      }
      response['error'] = refusal.body.error;
      response['error_description'] = refusal.body.error_description;
    }
    if (name === 'form_post' || name === 'web_message') allowOwnScript(context);
    if (name === 'web_message') context.status = 200;
    const sendsIssuer = store.documents.settings.authorization_response_iss_parameter_supported === true;
    const visible = visibleScope(scope);
    await send(context, redirectUri, {
      ...response,
      ...(visible === undefined ? {} : { scope: visible }),
      ...(sendsIssuer && iss !== undefined ? { iss } : {}),
    });
  };
}

/** Shows the errors of the authorization endpoint that have nowhere to be redirected to. */
export function renderAuthorizationError(
  store: Store,
): (context: OidcContext, response: { readonly error: string; readonly error_description?: string }) => void {
  return (context, { error, error_description: description }) => {
    showError(context, refusalFor(context, clientOf(context, store), error, description));
  };
}

function clientOf(context: OidcContext, store: Store): Client | undefined {
  return namedClient(store.read, parameter(context, 'client_id'));
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
