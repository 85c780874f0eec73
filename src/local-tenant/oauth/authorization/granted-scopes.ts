import type { Grant, OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import { isVerifiableRedirectUri } from '../../rules/redirect-uris.ts';
import type { Client } from '../../state/entities/applications.ts';
import type { Store } from '../../state/store.ts';
import { findApi } from '../apis/api-access.ts';
import { apiIdentifier } from '../apis/resource-indicator.ts';
import { rememberedConsent, type ConsentedScopes } from './user-consent.ts';
import { namedClient } from '../clients/named-client.ts';

/**
 * The grant under which an authorization request needs no (further) consent, or `undefined` to ask the user.
 *
 * Auth0 asks once per user, application and scope. A first-party application need not ask for OpenID Connect's own scopes, nor
 * for an API that lets it skip consent, unless its redirect URI is one that any program on the device could claim. Sources:
 * Auth0, "User Consent and Third-Party Applications"; "Measures Against Application Impersonation".
 */
export async function existingGrant(
  context: OidcContext,
  provider: Provider,
  store: Store,
): Promise<Grant | undefined> {
  const { oidc } = context;
  const given = oidc.result?.consent?.grantId;
  if (given !== undefined) return provider.Grant.find(given);
  const { clientId } = oidc.client;
  const client = namedClient(store.read, clientId);
  const accountId = oidc.account?.accountId;
  if (client === undefined || accountId === undefined) return undefined;
  if (oidc.promptPending('login') || oidc.promptPending('consent')) return undefined;

  const requested = requestedScopes(context);
  const agreed = rememberedConsent(store, clientId, accountId);
  const implied = skipsConsent(client, Object.keys(oidc.resourceServers), oidc.params['redirect_uri'], store);
  if (!implied && !covers(agreed, requested)) return undefined;
  const grant = makeGrant(provider, clientId, accountId, requested);
  await grant.save();
  return grant;
}

/** A grant of exactly these scopes, not saved yet. */
export function makeGrant(
  provider: Provider,
  clientId: string,
  accountId: string,
  scopes: ConsentedScopes,
): Grant {
  const grant = new provider.Grant({ clientId, accountId });
  for (const [resource, values] of Object.entries(scopes)) {
    if (resource === '') grant.addOIDCScope(values.join(' '));
    else grant.addResourceScope(resource, values.join(' '));
  }
  return grant;
}

function requestedScopes({ oidc }: OidcContext): ConsentedScopes {
  const scopes: Record<string, readonly string[]> = { '': [...oidc.requestParamOIDCScopes] };
  for (const [resource, api] of Object.entries(oidc.resourceServers)) {
    scopes[resource] = [...oidc.requestParamScopes].filter((scope) => api.scopes.has(scope));
  }
  return scopes;
}

function covers(agreed: ConsentedScopes, requested: ConsentedScopes): boolean {
  return Object.entries(requested).every(([resource, values]) =>
    values.every((scope) => agreed[resource]?.includes(scope)),
  );
}

function skipsConsent(
  client: Client,
  resources: readonly string[],
  redirectUri: string | undefined,
  store: Store,
): boolean {
  if (!client.is_first_party) return false;
  const apis = resources.map((resource) => findApi(store.read, apiIdentifier(resource)));
  return apis.every(
    (api) =>
      api?.skip_consent_for_verifiable_first_party_clients === true &&
      isVerifiableRedirectUri(redirectUri ?? ''),
  );
}
