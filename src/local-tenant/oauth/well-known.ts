import type { OidcContext } from 'oidc-provider/lib/provider.js';
import type { OAuthContext } from './context.ts';
import { discoveryDocument } from './discovery-document.ts';
import { publishedKeys } from './signing-jwks.ts';

const caching = 'public, max-age=15, stale-while-revalidate=15, stale-if-error=86400';

/** Puts Auth0's well-known documents in the place of oidc-provider's, which say what oidc-provider can do. */
export function wellKnownDocuments({
  store,
  keys,
  issuer,
}: OAuthContext): (context: OidcContext, next: () => Promise<void>) => Promise<void> {
  const documents: Readonly<Record<string, () => object>> = {
    '/.well-known/openid-configuration': () => discoveryDocument(issuer, store.documents.settings),
    '/.well-known/oauth-authorization-server': () => discoveryDocument(issuer, store.documents.settings),
    '/.well-known/jwks.json': () => publishedKeys(keys),
  };
  return async (context, next) => {
    await next();
    const document = documents[context.path];
    if (document === undefined || !['GET', 'HEAD'].includes(context.method)) return;
    context.body = document();
    context.type = 'application/json; charset=utf-8';
    context.set('cache-control', caching);
  };
}
