import { isStrictThirdParty } from '../client-defaults.ts';
import type { ReadableCollections } from '../collections.ts';
import { isPublic } from './client-metadata.ts';

/**
 * Whether an authorization request has to carry a code challenge.
 *
 * Auth0 has no such switch for first-party applications, whose public ones cannot redeem a code without a verifier anyway; third
 * parties must. Source: Auth0, "Security Controls for Third-Party Applications".
 */
export function requiresPkce(entities: ReadableCollections, clientId: string): boolean {
  const client = entities.clients.get(clientId);
  return client !== undefined && (isStrictThirdParty(client) || isPublic(client));
}

/** Whether a browser at that origin may read the answers to the application's requests. */
export function allowsOrigin(entities: ReadableCollections, clientId: string, origin: string): boolean {
  const client = entities.clients.get(clientId);
  const callbackOrigins = (client?.callbacks ?? [])
    .filter((url) => URL.canParse(url))
    .map((url) => new URL(url).origin);
  return [...(client?.allowed_origins ?? []), ...(client?.web_origins ?? []), ...callbackOrigins].includes(
    origin,
  );
}
