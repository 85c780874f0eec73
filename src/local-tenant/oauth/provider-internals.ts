import instance from 'oidc-provider/lib/helpers/weak_cache.js';
import initializeKeystore from 'oidc-provider/lib/helpers/initialize_keystore.js';
import type { OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import type { SigningKeyRing } from '../keys/signing-key-ring.ts';
import { isAllowedUrl } from '../rules/allowed-urls.ts';
import type { Store } from '../state/store.ts';
import { providerKeys } from './signing-jwks.ts';

/**
 * Changes what oidc-provider 9.13.3 keeps to itself, and Auth0 does otherwise. Whatever reaches behind its interface stands here,
 * so that `provider-internals.test.ts` says at its next version what of it no longer holds.
 */
export function changeInternals(provider: Provider, { documents }: Pick<Store, 'documents'>): void {
  const { Client } = provider;
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
}

/** Has it sign with the current key, and know those that are published, also when they change: it takes keys at its start alone. */
export function followKeys(
  provider: Provider,
  keys: SigningKeyRing,
): (context: OidcContext, next: () => Promise<void>) => Promise<void> {
  const known = () => keys.published.map(({ kid }) => kid).join(' ');
  let followed = known();
  return async (_context, next) => {
    if (known() !== followed) {
      followed = known();
      initializeKeystore.call(provider, providerKeys(keys));
    }
    await next();
  };
}
