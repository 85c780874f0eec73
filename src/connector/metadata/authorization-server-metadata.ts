import { z } from 'zod';
import { ExpiringValue } from '../upstream/expiring-value.ts';
import { OAuthError } from '../endpoint/oauth-error.ts';
import { callUpstream, upstreamError } from '../upstream/upstream.ts';
import { jsonIn } from '../../text/json.ts';

/** The issuer's own metadata document (RFC 8414). */
export interface AuthorizationServerMetadata {
  /** Exactly as the issuer wrote it. */
  readonly document: string;
  /** Where the issuer registers clients itself. Auth0 names it whether registration is on or not. */
  readonly registrationEndpoint?: string;
}

/** Whose metadata, and how to get at it. */
export interface AuthorizationServerMetadataSource {
  readonly issuer: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

const maxAgeMs = 600_000;
const usableForMs = 3_600_000;

const documentSchema = z.object({
  issuer: z.string(),
  registration_endpoint: z.url({ protocol: /^https?$/ }).optional(),
});

/**
 * Reads the issuer's metadata, which is kept for ten minutes, and for an hour where the issuer fails. A document whose `issuer` is not the configured
 * one to the character is refused (RFC 8414 §3.3): passing it on would vouch for a stranger.
 */
export function createAuthorizationServerMetadata({
  issuer,
  fetch,
  now,
}: AuthorizationServerMetadataSource): ExpiringValue<AuthorizationServerMetadata> {
  const url = authorizationServerMetadataUrl(issuer);
  return new ExpiringValue(async () => {
    const answer = await callUpstream(fetch, url, { headers: { accept: 'application/json' } });
    if (answer.status !== 200) throw upstreamError(answer, now);
    const metadata = documentSchema.safeParse(jsonIn(answer.text));
    if (!metadata.success || metadata.data.issuer !== issuer) {
      throw new OAuthError(502, 'server_error', "The authorization server's metadata is not usable", {
        detail: metadata.success
          ? `${url} names the issuer ${metadata.data.issuer}; OAUTH_ISSUER is ${issuer}`
          : `${url} is not a metadata document: ${z.prettifyError(metadata.error)}`,
      });
    }
    const registrationEndpoint = metadata.data.registration_endpoint;
    return {
      value: { document: answer.text, ...(registrationEndpoint !== undefined && { registrationEndpoint }) },
      expiresAt: now() + maxAgeMs,
      usableUntil: now() + usableForMs,
    };
  }, now);
}

/**
 * RFC 8414 §3.1: the well-known path goes between the issuer's host and its path, whose final slash falls
 * away.
 */
export function authorizationServerMetadataUrl(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`;
}
