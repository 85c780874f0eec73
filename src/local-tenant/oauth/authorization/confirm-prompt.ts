import type { OidcContext } from 'oidc-provider/lib/provider.js';
import { isVerifiableRedirectUri } from '../../rules/redirect-uris.ts';
import type { Store } from '../../state/store.ts';
import { namedClient } from '../clients/named-client.ts';
import { formParameters } from '../form-parameters.ts';
import { confirmationPage } from '../pages/confirmation-page.ts';
import { showPage } from '../pages/error-page.ts';
import type { PromptHandler } from './prompt-handler.ts';

/**
 * Whether a person has to confirm where a login leads: to an address that any program of the device can take, and without
 * another page on the way that would have told them. The application's setting comes before the tenant's.
 *
 * Source: Auth0, "Measures Against Application Impersonation".
 */
export function needsConfirmation({ oidc }: OidcContext, store: Store): boolean {
  const client = namedClient(store.read, oidc.client.clientId);
  const skipped =
    client?.skip_non_verifiable_callback_uri_confirmation_prompt ??
    store.documents.settings.skip_non_verifiable_callback_uri_confirmation_prompt;
  return (
    client?.oidc_conformant === true &&
    skipped !== true &&
    oidc.result === undefined &&
    // The activation of a device has a page of its own that confirms it.
    oidc.params['redirect_uri'] !== undefined &&
    !isVerifiableRedirectUri(oidc.params['redirect_uri'])
  );
}

/** The page that names the application and asks whether it is the one that was meant. */
export const confirmPrompt: PromptHandler = async (request, interaction, client) => {
  if (request.method !== 'POST') {
    showPage(
      request,
      confirmationPage({ application: client.name, redirectUri: interaction.params['redirect_uri'] ?? '' }),
    );
    return undefined;
  }
  const form = await formParameters(request.req);
  return form.get('action') === 'accept'
    ? { confirm: {} }
    : { error: 'access_denied', error_description: 'User did not authorize the request' };
};
