import type { Interaction, Middleware, OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import type { Client } from '../../entities.ts';
import { consentPage } from '../pages/consent-page.ts';
import type { OAuthContext } from '../context.ts';
import { showError, showPage } from '../pages/error-page.ts';
import { findApi } from '../api-access.ts';
import { formParameters } from '../form-parameters.ts';
import { makeGrant } from './granted-scopes.ts';
import { allowsSignup, loginConnections } from '../login-connections.ts';
import { loginPage } from '../pages/login-page.ts';
import { loginScope } from '../oidc-scopes.ts';
import { Refusal } from '../refusal.ts';
import { apiIdentifier } from '../resource-indicator.ts';
import { rememberConsent, type ConsentedScopes } from './user-consent.ts';
import { addUser, authenticate, UserError } from '../users.ts';

type Result = Record<string, unknown>;

/** Where the browser goes for a prompt of the authorization request; the same place takes the answer. */
export function interactionUrl(_context: OidcContext, interaction: Interaction): string {
  return `/u/${interaction.prompt.name}?state=${interaction.uid}`;
}

/** The login and the consent page: plain forms, for people in a browser and for scripts. */
export function interactions(provider: Provider, context: OAuthContext): Middleware {
  const { store, now } = context;

  const login = async (
    request: OidcContext,
    interaction: Interaction,
    client: Client,
  ): Promise<Result | undefined> => {
    const { connection, login_hint: hint = '' } = interaction.params;
    const connections = loginConnections(store.read, client, connection);
    const open = connections.find(allowsSignup);
    const show = (email: string, problem?: string): undefined => {
      showPage(
        request,
        loginPage({
          application: client.name,
          email,
          allowsSignup: open !== undefined,
          ...(problem === undefined ? {} : { problem }),
        }),
      );
    };
    if (request.method !== 'POST') return show(hint);

    const form = await formParameters(request.req);
    const email = form.get('username') ?? '';
    const password = form.get('password') ?? '';
    if (form.get('action') === 'signup') {
      if (open === undefined) throw new Refusal(400, 'invalid_signup', 'Public signup is disabled');
      try {
        const added = await addUser(store, { connection: open.name, email, password }, now);
        return { login: { accountId: added.user_id } };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        request.status = 400;
        return show(email, error.message);
      }
    }
    const names = connections.map(({ name }) => name);
    const user = await authenticate(store, names, email, password, now);
    if (user?.blocked === true) return { error: 'unauthorized', error_description: 'user is blocked' };
    if (user !== undefined) return { login: { accountId: user.user_id } };
    request.status = 400;
    return show(email, 'Wrong email or password.');
  };

  const consent = async (
    request: OidcContext,
    interaction: Interaction,
    client: Client,
  ): Promise<Result | undefined> => {
    const userId = interaction.session?.accountId ?? '';
    const scopes = missingScopes(interaction);
    if (request.method !== 'POST') {
      const { flags, friendly_name: tenant } = store.documents.settings;
      const descriptions = flags['use_scope_descriptions_for_consent'] === true;
      showPage(
        request,
        consentPage({
          application: client.name,
          tenant: tenant ?? store.documents.identity.domain,
          email: store.read.users.get(userId)?.email ?? '',
          requests: requestTexts(context, scopes, descriptions),
        }),
      );
      return undefined;
    }
    const form = await formParameters(request.req);
    if (form.get('action') !== 'accept') {
      return { error: 'access_denied', error_description: 'User did not authorize the request' };
    }
    const grantId = await makeGrant(provider, client.client_id, userId, scopes).save();
    await rememberConsent(store, client.client_id, userId, scopes);
    return { consent: { grantId } };
  };

  const prompts: Readonly<Record<string, typeof login>> = { '/u/login': login, '/u/consent': consent };

  return async (request, next) => {
    const prompt = prompts[request.path];
    if (prompt === undefined) return next();
    try {
      const interaction = await provider.interactionDetails(request.req, request.res);
      const client = store.read.clients.get(interaction.params['client_id'] ?? '');
      const wrongPage = request.path !== `/u/${interaction.prompt.name}`;
      if (client === undefined || wrongPage) {
        throw new Refusal(400, 'invalid_request', 'This page belongs to another step of the login.');
      }
      const result = await prompt(request, interaction, client);
      if (result === undefined) return;
      const url = await provider.interactionResult(request.req, request.res, result, {
        mergeWithLastSubmission: 'consent' in result,
      });
      request.redirect(url);
      request.status = 303;
    } catch (error) {
      showError(request, asRefusal(error));
    }
  };
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Error && error.name === 'SessionNotFound') {
    return new Refusal(
      400,
      'invalid_request',
      'The login has expired or belongs to another browser. Start again.',
    );
  }
  throw error;
}

function missingScopes({ prompt: { details } }: Interaction): ConsentedScopes {
  const openid = (details['missingOIDCScope'] ?? []) as readonly string[];
  const resources = (details['missingResourceScopes'] ?? {}) as ConsentedScopes;
  return { ...(openid.length > 0 ? { '': openid } : {}), ...resources };
}

function requestTexts(
  { store }: OAuthContext,
  scopes: ConsentedScopes,
  descriptions: boolean,
): readonly string[] {
  const texts = Object.entries(scopes).flatMap(([resource, values]) => {
    const known = resource === '' ? [] : (findApi(store.read, apiIdentifier(resource))?.scopes ?? []);
    return values
      .filter((value) => value !== loginScope)
      .map((value) => (descriptions && known.find((scope) => scope.value === value)?.description) || value);
  });
  return [...new Set(texts)];
}
