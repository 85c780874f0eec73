/** The scopes that every tenant knows. Sources: OpenID Connect Core 1.0, section 5.4; Auth0, discovery document. */
export const oidcScopes: readonly string[] = [
  'openid',
  'profile',
  'offline_access',
  'email',
  'address',
  'phone',
];
