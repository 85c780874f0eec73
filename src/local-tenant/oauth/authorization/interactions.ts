import type { Interaction, Middleware, OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import type { OAuthContext } from '../context.ts';
import { showError } from '../pages/error-page.ts';
import { Refusal } from '../refusal.ts';
import { confirmPrompt } from './confirm-prompt.ts';
import { consentPrompt } from './consent-prompt.ts';
import { forgetInteraction, interactionOf, keepInteractions } from './interaction-cookies.ts';
import { loginPrompt } from './login-prompt.ts';
import { mfaPrompt } from './mfa-prompt.ts';
import type { PromptHandler } from './prompt-handler.ts';
import { checkSameOrigin } from './same-origin.ts';
import { namedClient } from '../clients/named-client.ts';

/** Where the browser goes for a prompt of the authorization request; the same place takes the answer. */
export function interactionUrl(_context: OidcContext, interaction: Interaction): string {
  return `/u/${interaction.prompt.name}?state=${interaction.uid}`;
}

/** The pages of a login, by their paths: plain forms, for people in a browser and for scripts. */
export function interactions(
  provider: Provider,
  context: OAuthContext,
): Readonly<Record<string, Middleware>> {
  const { store } = context;
  keepInteractions(provider);
  const answeredBy =
    (prompt: PromptHandler): Middleware =>
    async (request) => {
      try {
        if (request.method === 'POST') checkSameOrigin(request, context.issuer);
        const interaction = await interactionOf(provider, request);
        const client = namedClient(store.read, interaction.params['client_id'] ?? '');
        if (client === undefined) {
          throw new Refusal(
            400,
            'invalid_request',
            'The application has been deleted since the login began.',
          );
        }
        if (request.path !== `/u/${interaction.prompt.name}`) {
          throw new Refusal(400, 'invalid_request', 'This page belongs to another step of the login.');
        }
        const result = await prompt(request, interaction, client);
        if (result === undefined) return;
        // What comes after a login goes on with its answer; another login begins anew.
        interaction.result = 'login' in result ? result : { ...interaction.lastSubmission, ...result };
        await interaction.persist();
        forgetInteraction(request, interaction);
        request.redirect(interaction.returnTo);
        request.status = 303;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        showError(request, error);
      }
    };
  return {
    '/u/login': answeredBy(loginPrompt(context)),
    '/u/mfa': answeredBy(mfaPrompt(context)),
    '/u/consent': answeredBy(consentPrompt(provider, context)),
    '/u/confirm': answeredBy(confirmPrompt),
  };
}
