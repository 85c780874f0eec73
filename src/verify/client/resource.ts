import type { WalkedClient } from '../walked-client.ts';

/**
 * Whether the metadata of a resource is, to a client, about the URL that it was given (RFC 9728 §3.3). A URL without a path and the same
 * with a slash are one and the same.
 */
export function isResourceOf(
  named: string,
  url: string,
  { takesParentResource }: Pick<WalkedClient, 'takesParentResource'>,
): boolean {
  const resource = URL.parse(named);
  if (resource === null) return false;
  const given = new URL(url);
  if (resource.href === given.href) return true;
  return (
    takesParentResource &&
    resource.origin === given.origin &&
    withSlash(given.pathname).startsWith(withSlash(resource.pathname))
  );
}

/** The resource as a client sends it (RFC 8707 §2): some parse it first, and what has no path gets a slash. */
export const sentResource = (resource: string, { addsSlash }: Pick<WalkedClient, 'addsSlash'>): string =>
  addsSlash ? (URL.parse(resource)?.href ?? resource) : resource;

const withSlash = (path: string) => (path.endsWith('/') ? path : `${path}/`);
