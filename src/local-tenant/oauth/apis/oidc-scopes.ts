/** The scopes that every tenant knows. Sources: OpenID Connect Core 1.0, section 5.4; Auth0, discovery document. */
export const oidcScopes: readonly string[] = [
  'openid',
  'profile',
  'offline_access',
  'email',
  'address',
  'phone',
];

/**
 * What every authorization request carries inside of this tenant, and nothing shows outside of it.
 *
 * oidc-provider ends a request that comes down to no scope at all as denied; Auth0 logs the user in and issues a token
 * without scope, as when RBAC drops everything that was asked for.
 */
export const loginScope = 'auth0:login';

/** The values of a space-separated scope. */
export function scopeValues(scope: string | undefined): readonly string[] {
  return scope?.split(' ').filter((value) => value !== '') ?? [];
}

/** A space-separated scope as others may see it, or `undefined` when that is empty. */
export function visibleScope(scope: string | undefined): string | undefined {
  const values = scopeValues(scope).filter((value) => value !== loginScope);
  return values.length === 0 ? undefined : values.join(' ');
}
