import { errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { createIssuerKeys } from './issuer-keys.ts';

/** What a checked access token says. */
export interface AccessToken {
  /** Auth0's user id (`auth0|…`), or the client's own for machine-to-machine tokens. */
  readonly subject: string;
  /** The client that obtained the token. */
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
}

/**
 * The token is not one of ours. `message` is fit for the caller: what is wrong with the token, never its
 * content.
 */
export class AccessTokenError extends Error {
  override readonly name = 'AccessTokenError';
  readonly code = 'invalid_token';
  /** For the log: what usually leads to such a token. */
  readonly usualCause: string | undefined;

  constructor(message: string, { usualCause, cause }: ErrorOptions & { readonly usualCause?: string } = {}) {
    super(message, { cause });
    this.usualCause = usualCause;
  }
}

/** Whose tokens are accepted, and for whom. */
export interface AccessTokenRules {
  /** Compared to the character, Auth0's trailing slash included. */
  readonly issuer: string;
  /** The API's identifier. */
  readonly audience: string;
  readonly jwksUri: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

const clockToleranceSeconds = 5;
const maxIssuedAheadSeconds = 60;

/**
 * `JWT` in Auth0's dialect, `at+jwt` in that of RFC 9068 §2.1 (RFC 7515 §4.1.9 lets the prefix be left out).
 */
const accessTokenTypes: ReadonlySet<unknown> = new Set(['JWT', 'at+jwt', 'application/at+jwt']);

/** What only an ID token carries (OpenID Connect Core §2, §3.3.2.11). Auth0 gives both kinds the typ `JWT`. */
const idTokenClaims: readonly string[] = ['nonce', 'at_hash', 'c_hash'];

const claimsSchema = z.object({
  sub: z.string().min(1),
  scope: z.string().default(''),
  azp: z.string().min(1).optional(),
  client_id: z.string().min(1).optional(),
});

/**
 * Makes the check of access tokens: RS256 by a key of the issuer, issuer, audience, expiry and not-before
 * with five seconds of tolerance, an issue time at most a minute ahead, in both of Auth0's dialects (Auth0,
 * "Access Token Profiles"). ID tokens are refused, and so are tokens bound to a key (`cnf`), which whoever
 * stole one could otherwise bear (RFC 9449 §7.2, RFC 8705 §3). The keys are those of {@link createIssuerKeys}.
 *
 * The check rejects with {@link AccessTokenError} for a bad token; with any other error when the keys cannot
 * be had, about which the caller can do nothing.
 */
export function createAccessTokenVerifier({
  issuer,
  audience,
  jwksUri,
  fetch,
  now,
}: AccessTokenRules): (token: string) => Promise<AccessToken> {
  const keys = createIssuerKeys({ jwksUri, fetch, now });

  return async (token) => {
    try {
      refuseOtherForms(token);
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['RS256'],
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      if (!accessTokenTypes.has(protectedHeader.typ) || idTokenClaims.some((claim) => claim in payload)) {
        throw new AccessTokenError('The token is not an access token');
      }
      refuseUnbearable(payload, now());
      const claims = claimsSchema.safeParse(payload);
      const clientId = claims.data?.client_id ?? claims.data?.azp;
      if (!claims.success || clientId === undefined) {
        throw new AccessTokenError('The token lacks the claims of an access token');
      }
      return {
        subject: claims.data.sub,
        clientId,
        scopes: new Set(claims.data.scope.split(' ').filter((scope) => scope !== '')),
      };
    } catch (error) {
      throw asAccessTokenError(error);
    }
  };
}

const noAudience =
  'Auth0 gives such a token to a client that asked for no audience: it sent no resource (RFC 8707), or the tenant has ' +
  'resource_parameter_profile "audience", or no default audience for clients that send none';

/** A signed JWT is three parts of base64url without padding (RFC 7515 §2, §7.1); `jose` would also take other spellings. */
function refuseOtherForms(token: string): void {
  const parts = token.split('.');
  if (parts.length === 5) {
    throw new AccessTokenError('The token is encrypted', { usualCause: noAudience });
  }
  if (parts.length === 1) {
    throw new AccessTokenError('The token is not a signed JWT', { usualCause: noAudience });
  }
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]*$/.test(part))) {
    throw new AccessTokenError('The token is not a signed JWT');
  }
}

function refuseUnbearable({ cnf, iat = 0 }: JWTPayload, nowMs: number): void {
  if (cnf !== undefined) {
    throw new AccessTokenError('The token is bound to a key and may not be used as a bearer token');
  }
  if (iat > nowMs / 1000 + maxIssuedAheadSeconds) {
    throw new AccessTokenError("The token's iat claim is not acceptable");
  }
}

/** The wording is ours, so that no part of a token reaches an answer or a log. */
function asAccessTokenError(error: unknown): unknown {
  const refuse = (message: string): AccessTokenError => new AccessTokenError(message, { cause: error });
  if (error instanceof errors.JWTExpired) return refuse('The token has expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refuse(`The token's ${error.claim} claim is not acceptable`);
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return refuse('The token is not signed with RS256');
  if (error instanceof errors.JWSSignatureVerificationFailed) return refuse('The signature is wrong');
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return refuse('The token names no key of the issuer');
  }
  if (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSENotSupported
  ) {
    return refuse('The token is not a signed JWT');
  }
  return error;
}
