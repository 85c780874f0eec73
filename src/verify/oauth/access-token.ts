import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { decodeJwt } from 'jose/jwt/decode';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import type { Target } from '../target.ts';

/** An access token, opened. */
export type OpenedToken =
  | { readonly kind: 'opaque' }
  | {
      readonly kind: 'jwt';
      readonly alg: string;
      readonly typ: string | undefined;
      readonly claims: JWTPayload;
      /** Why no published key vouches for it; undefined where one does. */
      readonly signatureFault: string | undefined;
    };

/**
 * Opens a token and tries its signature with the issuer's keys. Claims are for the judges.
 *
 * @param keys not asked for where the token is opaque
 */
export async function openToken(
  token: string,
  keys: () => Promise<readonly unknown[]>,
): Promise<OpenedToken> {
  let claims: JWTPayload;
  let header: { readonly alg?: string; readonly typ?: string };
  try {
    claims = decodeJwt(token);
    header = decodeProtectedHeader(token);
  } catch {
    return { kind: 'opaque' };
  }
  return {
    kind: 'jwt',
    alg: header.alg ?? 'none',
    typ: header.typ,
    claims,
    signatureFault: await signatureFault(token, { keys: await keys() } as JSONWebKeySet),
  };
}

async function signatureFault(token: string, keys: JSONWebKeySet): Promise<string | undefined> {
  try {
    await jwtVerify(token, createLocalJWKSet(keys), { algorithms: ['RS256'] });
    return undefined;
  } catch (error) {
    // Claims are checked after the signature, and judged elsewhere.
    if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)
      return undefined;
    return (error as Error).message;
  }
}

/** The audiences of a token. */
export const audiencesOf = ({ aud }: JWTPayload): readonly string[] => [aud ?? []].flat();

/** What `aud` of a token for a resource holds: the resource, unless the issuer is known to put something else there. */
export const audienceFor = (resource: string, { api }: Pick<Target, 'api'>): string =>
  api?.identifier === resource ? (api.tokenAudience ?? resource) : resource;

/**
 * Why a token is not for the resource; undefined where it is, and where nobody can tell but the resource: an opaque token that is not
 * Auth0's, whose opaque ones are for no API.
 */
export function audienceFault(
  token: OpenedToken,
  resource: string,
  target: Pick<Target, 'auth0' | 'api'>,
): string | undefined {
  if (token.kind === 'opaque' && !target.auth0) return undefined;
  const audiences = token.kind === 'jwt' ? audiencesOf(token.claims) : [];
  const expected = audienceFor(resource, target);
  return audiences.includes(expected)
    ? undefined
    : `it is for ${audiences.join(', ') || 'no API'}, expected ${expected}`;
}

/**
 * The scopes that a token carries (RFC 9068 §2.2.3). Auth0's tokens say; those of others may leave it to the answer that they came in.
 *
 * @param granted what that answer says, or what was asked for
 */
export function scopesOf(
  token: OpenedToken,
  { auth0 }: { readonly auth0: boolean },
  granted: readonly string[],
): readonly string[] {
  if (token.kind === 'opaque') return granted;
  const { scope } = token.claims;
  if (typeof scope === 'string') return scope.split(' ').filter((each) => each !== '');
  return auth0 ? [] : granted;
}
