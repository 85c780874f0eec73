import type { Middleware } from 'oidc-provider/lib/provider.js';
import { isAllowedUrl } from '../../rules/allowed-urls.ts';
import { isStrictThirdParty } from '../../rules/client-defaults.ts';
import type { ReadableCollections } from '../../state/collections.ts';
import { isPublic } from './client-metadata.ts';
import { namedClient } from './named-client.ts';

/**
 * Whether an authorization request has to carry a code challenge.
 *
 * Auth0 has no such switch for first-party applications, whose public ones cannot redeem a code without a verifier anyway; third
 * parties must. Source: Auth0, "Security Controls for Third-Party Applications".
 */
export function requiresPkce(entities: ReadableCollections, clientId: string): boolean {
  const client = namedClient(entities, clientId);
  return client !== undefined && (isStrictThirdParty(client) || isPublic(client));
}

/**
 * Keeps answers from browsers at origins that the application does not name. The request itself is not refused: that is for the
 * browser to do. Source: Auth0, "Set Up Cross-Origin Resource Sharing".
 */
export function crossOriginAnswers(entities: ReadableCollections): Middleware {
  return async (context, next) => {
    await next();
    const origin = context.get('origin');
    const clientId = context.oidc?.client?.clientId;
    if (origin === '' || clientId === undefined || allowsOrigin(entities, clientId, origin)) return;
    context.response.remove('access-control-allow-origin');
  };
}

function allowsOrigin(entities: ReadableCollections, clientId: string, origin: string): boolean {
  const client = namedClient(entities, clientId);
  const callbackOrigins = (client?.callbacks ?? []).flatMap((url) => URL.parse(url)?.origin ?? []);
  return isAllowedUrl(origin, [
    ...(client?.allowed_origins ?? []),
    ...(client?.web_origins ?? []),
    ...callbackOrigins,
  ]);
}
