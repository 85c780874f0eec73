// Derived here, and not shared with the connector: a fault of the server that is judged must not hide itself.

/** Where an issuer's metadata is: between its host and its path, whose final slash falls away (RFC 8414 §3.1). */
export function authorizationServerMetadataUrl(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`;
}

/** Where the metadata of a protected resource is: between its host and its path (RFC 9728 §3.1). */
export function protectedResourceMetadataUrl(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}`;
}
