import type { ReadableCollections } from '../state/collections.ts';
import { Refusal } from './refusal.ts';

/**
 * Refuses what would run Actions, since none runs here and each may change or deny what is asked for: a login, and the exchange of a
 * refresh token. Source: Auth0, "Post Login".
 *
 * @throws {Refusal} 501 `server_error` where an Action is bound to `post-login`
 */
export function checkPostLoginActions({ triggerBindings }: ReadableCollections): void {
  const { bindings = [] } = triggerBindings.get('post-login') ?? {};
  if (bindings.length === 0) return;
  const names = bindings.map(({ display_name: name }) => name).join(', ');
  throw new Refusal(
    501,
    'server_error',
    `The local tenant runs no Actions, and bound to post-login are: ${names}. Unbind them, or use a tenant at Auth0.`,
  );
}
