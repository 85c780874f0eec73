import type { Interaction, Provider } from 'oidc-provider/lib/provider.js';
import { findApi } from '../apis/api-access.ts';
import type { OAuthContext } from '../context.ts';
import { formParameters } from '../form-parameters.ts';
import { loginScope } from '../apis/oidc-scopes.ts';
import { consentPage } from '../pages/consent-page.ts';
import { showPage } from '../pages/error-page.ts';
import { apiIdentifier } from '../apis/resource-indicator.ts';
import { makeGrant } from './granted-scopes.ts';
import type { PromptHandler } from './prompt-handler.ts';
import { rememberConsent, type ConsentedScopes } from './user-consent.ts';

/** The consent page: asks for the scopes that the user has not agreed to yet, and remembers the answer. */
export function consentPrompt(provider: Provider, { store }: OAuthContext): PromptHandler {
  return async (request, interaction, client) => {
    const userId = interaction.session?.accountId ?? '';
    const scopes = missingScopes(interaction);
    if (request.method !== 'POST') {
      showPage(
        request,
        consentPage({
          application: client.name,
          tenant: store.documents.settings.friendly_name ?? store.documents.identity.domain,
          email: store.read.users.get(userId)?.email ?? '',
          requests: requestTexts(scopes),
        }),
      );
      return undefined;
    }
    const form = await formParameters(request.req);
    if (form.get('action') !== 'accept') {
      return { error: 'access_denied', error_description: 'User did not authorize the request' };
    }
    const clientId = interaction.params['client_id'] ?? '';
    const grantId = await makeGrant(provider, clientId, userId, scopes).save();
    await rememberConsent(store, clientId, userId, scopes);
    return { consent: { grantId } };
  };

  function requestTexts(scopes: ConsentedScopes): readonly string[] {
    const byDescription = store.documents.settings.flags['use_scope_descriptions_for_consent'] === true;
    const texts = Object.entries(scopes).flatMap(([resource, values]) => {
      const known = resource === '' ? [] : (findApi(store.read, apiIdentifier(resource))?.scopes ?? []);
      return values
        .filter((value) => value !== loginScope)
        .map(
          (value) => (byDescription && known.find((scope) => scope.value === value)?.description) || value,
        );
    });
    return [...new Set(texts)];
  }
}

function missingScopes({ prompt: { details } }: Interaction): ConsentedScopes {
  const openid = (details['missingOIDCScope'] ?? []) as readonly string[];
  const resources = (details['missingResourceScopes'] ?? {}) as ConsentedScopes;
  return { ...(openid.length > 0 ? { '': openid } : {}), ...resources };
}
