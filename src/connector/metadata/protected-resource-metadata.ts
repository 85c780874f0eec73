import { apiScopes } from '../../../infra/tenant.ts';

/** A scope of the OmniChat API, demanded route by route. */
export type ApiScope = (typeof apiScopes)[number]['name'];

/** All of them, for `scopes_supported` (RFC 9728 §2). */
export const API_SCOPES: readonly ApiScope[] = apiScopes.map(({ name }) => name);

/** The protected-resource metadata document (RFC 9728 §2). */
export interface ProtectedResourceMetadata {
  resource: string;
  authorization_servers: string[];
  scopes_supported: string[];
  bearer_methods_supported: string[];
  resource_name: string;
  resource_documentation?: string;
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** What the document says of this resource. */
export interface ProtectedResource {
  /** The API's identifier: what clients send as `resource`, and what tokens carry as `aud`. */
  audience: string;
  /** The exact issuer, for clients compare it to the character. */
  issuer: string;
  /** A page for developers. */
  documentationUrl?: string;
}

/**
 * Describes the resource. `offline_access` is left out on purpose: refresh tokens are between client and
 * issuer (MCP 2026-07-28, "Authorization").
 */
export function protectedResourceMetadata(resource: ProtectedResource): ProtectedResourceMetadata {
  return {
    resource: resource.audience,
    authorization_servers: [resource.issuer],
    scopes_supported: [...API_SCOPES],
    bearer_methods_supported: ['header'],
    resource_name: 'OmniChat API',
    ...(resource.documentationUrl !== undefined && { resource_documentation: resource.documentationUrl }),
  };
}

/**
 * Where the metadata of a resource is found: the well-known path goes between its host and its path (RFC 9728
 * §3.1).
 */
export function protectedResourceMetadataUrl(resourceUrl: string): string {
  const { origin, pathname } = new URL(resourceUrl);
  return `${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}`;
}

/**
 * Every path at which the document is served: at the root, as many clients ask there first, and with the path
 * of each of these URLs.
 */
export function protectedResourceMetadataPaths(resourceUrls: readonly string[]): string[] {
  const paths = resourceUrls.map((url) => new URL(protectedResourceMetadataUrl(url)).pathname);
  return [...new Set([WELL_KNOWN, ...paths])];
}
