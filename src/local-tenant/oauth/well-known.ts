import type { Middleware } from 'oidc-provider/lib/provider.js';
import type { OAuthContext } from './context.ts';
import { discoveryDocument } from './discovery-document.ts';
import { publishedKeys } from './signing-jwks.ts';

const caching = 'public, max-age=15, stale-while-revalidate=15, stale-if-error=86400';

/** Puts Auth0's well-known documents in the place of oidc-provider's, which say what oidc-provider can do. */
export function wellKnownDocuments({
  store,
  keys,
  issuer,
}: OAuthContext): Readonly<Record<string, Middleware>> {
  const discovery = documentOf(() => discoveryDocument(issuer, store.documents.settings));
  return {
    '/.well-known/openid-configuration': discovery,
    '/.well-known/oauth-authorization-server': discovery,
    '/.well-known/jwks.json': documentOf(() => publishedKeys(keys)),
  };
}

function documentOf(current: () => object): Middleware {
  return async (context, next) => {
    await next();
    if (!['GET', 'HEAD'].includes(context.method)) return;
    context.body = current();
    context.type = 'application/json; charset=utf-8';
    context.set('cache-control', caching);
  };
}
