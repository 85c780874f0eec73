import { apiScopes, thirdPartyScopes } from '../../../infra/tenant.ts';

/** A scope of the OmniChat API, demanded route by route. */
export type ApiScope = (typeof apiScopes)[number]['name'];

export const apiScopeNames: readonly ApiScope[] = apiScopes.map(({ name }) => name);

/** What a client gets at most that registered itself, or goes by its metadata document. */
export const thirdPartyScopeNames: readonly ApiScope[] = thirdPartyScopes;

/**
 * What a client is told to begin with, in `scopes_supported` and in the challenge to a request without a token. Few, for
 * clients ask for all that is listed: what more an operation takes is told when it is called for (MCP 2026-07-28, "Scope
 * Selection Strategy"). `ssh:execute` is none of them in any case, as clients that register themselves never get it.
 */
export const firstScopes: readonly ApiScope[] = ['files:read', 'chat:read'];

/** The protected-resource metadata document (RFC 9728 §2). */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: string[];
  readonly scopes_supported: string[];
  readonly bearer_methods_supported: string[];
  readonly resource_name: string;
  readonly resource_documentation?: string;
}

const wellKnown = '/.well-known/oauth-protected-resource';

/** Where an MCP server is expected that has a host for itself. */
export const mcpPath = '/mcp';

/** What the document says of this resource. */
export interface ProtectedResource {
  /** The API's identifier: what clients send as `resource`, and what tokens carry as `aud`. */
  readonly audience: string;
  /** The exact issuer, for clients compare it to the character. */
  readonly issuer: string;
  /** What clients are told to begin with. */
  readonly firstScopes: readonly ApiScope[];
  /** A page for developers. */
  readonly documentationUrl?: string;
}

/**
 * Describes the resource. `offline_access` is left out on purpose: refresh tokens are between client and
 * issuer (MCP 2026-07-28, "Authorization").
 */
export function protectedResourceMetadata(resource: ProtectedResource): ProtectedResourceMetadata {
  return {
    resource: resource.audience,
    authorization_servers: [resource.issuer],
    scopes_supported: [...resource.firstScopes],
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
  return `${origin}${wellKnown}${pathname === '/' ? '' : pathname}`;
}

/**
 * Every path at which the document is served: at the root, as many clients ask there first, and with the path
 * of each of these URLs.
 */
export function protectedResourceMetadataPaths(resourceUrls: readonly string[]): string[] {
  const paths = resourceUrls.map((url) => new URL(protectedResourceMetadataUrl(url)).pathname);
  return [...new Set([wellKnown, ...paths])];
}
