import instance from 'oidc-provider/lib/helpers/weak_cache.js';
import initializeKeystore from 'oidc-provider/lib/helpers/initialize_keystore.js';
import type { ClientModel, Middleware, OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import type { SigningKeyRing } from '../keys/signing-key-ring.ts';
import { isAllowedUrl } from '../rules/allowed-urls.ts';
import type { ReadableCollections } from '../state/collections.ts';
import type { Store } from '../state/store.ts';
import { providerKeys } from './signing-jwks.ts';

/**
 * Changes what oidc-provider 9.13.3 keeps to itself, and Auth0 does otherwise. Whatever reaches behind its interface stands here,
 * so that `provider-internals.test.ts` says at its next version what of it no longer holds.
 */
export function changeInternals(
  provider: Provider,
  { documents, read }: Store,
  idTokenClaims: (request: OidcContext) => object,
): void {
  const { Client, IdToken } = provider;
  rememberClients(provider, read);
  // The tenant's settings say what a user code looks like. Source: Auth0, "Configure Device User Code Settings".
  Object.defineProperties(instance(provider).features.deviceFlow, {
    charset: { get: () => (documents.settings.device_flow?.charset === 'digits' ? 'digits' : 'base-20') },
    mask: { get: () => documents.settings.device_flow?.mask ?? '****-****' },
  });
  // It can issue an access token alone, as Auth0 does, but will not be configured to.
  instance(provider).configuration.responseTypes.push('token');
  // The management half has judged the URIs, by Auth0's rules.
  Client.Schema.prototype.redirectUris = () => undefined;
  // An application's URLs may hold wildcards; third parties have none, by the rules that their URIs are held to.
  Client.prototype.redirectUriAllowed = function (uri) {
    return isAllowedUrl(uri, this.redirectUris);
  };
  Client.prototype.postLogoutRedirectUriAllowed = function (uri) {
    return isAllowedUrl(uri, this.postLogoutRedirectUris);
  };
  // Auth0 puts the session's id into every ID token. Source: Auth0, "ID Token Structure".
  Client.prototype.includeSid = () => true;
  // Actions add claims, which no scope asks for.
  const { payload } = IdToken.prototype;
  IdToken.prototype.payload = async function () {
    return { ...(await payload.call(this)), ...idTokenClaims(this.ctx) };
  };
}

/**
 * Spares it working out at every request whether an application is still the one that it knows, by a hash of all of it: here one
 * that has changed is another object. One with keys of its own is looked at each time, since keys expire.
 */
function rememberClients({ Client }: Provider, entities: ReadableCollections): void {
  const find = Client.find.bind(Client);
  const known = new WeakMap<object, ClientModel>();
  Client.find = async (id) => {
    const stored = entities.clients.get(id);
    const remembered = stored && known.get(stored);
    if (remembered !== undefined) return remembered;
    const client = await find(id);
    if (stored !== undefined && client !== undefined && stored.client_authentication_methods === undefined) {
      known.set(stored, client);
    }
    return client;
  };
}

/** Has it sign with the current key, and know those that are published, also when they change: it takes keys at its start alone. */
export function followKeys(provider: Provider, keys: SigningKeyRing): Middleware {
  const known = () => keys.published.map(({ kid }) => kid).join(' ');
  let followed = known();
  return (_context, next) => {
    if (known() !== followed) {
      followed = known();
      initializeKeystore.call(provider, providerKeys(keys));
    }
    return next();
  };
}
