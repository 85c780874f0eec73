import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { decodeJwt } from 'jose/jwt/decode';
import { decodeProtectedHeader } from 'jose/decode/protected_header';

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

/** Opens a token and tries its signature with the issuer's keys. Claims are for the judges. */
export async function openToken(token: string, keys: readonly unknown[]): Promise<OpenedToken> {
  let claims: JWTPayload;
  let header: { alg?: string; typ?: string };
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
    signatureFault: await signatureFault(token, { keys } as JSONWebKeySet),
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
