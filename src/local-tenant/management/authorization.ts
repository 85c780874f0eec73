import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify, type JWTHeaderParameters } from 'jose';
import { managementApiIdentifier } from '../rules/fresh-tenant.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { RecentAnswers } from '../recent-answers.ts';
import { ManagementError } from './errors.ts';
import type { ManagementContext } from './route.ts';

/** Who calls. */
interface Caller {
  readonly scopes: ReadonlySet<string>;
  /** The application that the token was issued to. */
  readonly clientId?: string;
}

/** Who calls, by the header `Authorization`, where tokens are of that issuer. */
export type Authenticate = (authorization: string | undefined, issuer: string) => Promise<Caller>;

/** What was found of a token that is good. */
interface GoodToken {
  readonly kid: string;
  /** Seconds since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly caller: Caller;
}

/**
 * Checks bearer tokens and tells whose they are. A signature is checked once, since callers send the same token again and again. A
 * token is good at the domain that it was asked for at, and names the tenant's own API at each.
 *
 * It throws {@link ManagementError} 401 for a token that is missing or not good, in the words of Auth0's gateway.
 *
 * Source: Auth0, "Configure Features to Use Custom Domains", APIs.
 */
export function authenticator(context: ManagementContext): Authenticate {
  const known = new RecentAnswers<GoodToken>(100);
  return async (authorization, issuer) => {
    const token = bearerToken(authorization);
    const asked = `${issuer} ${token}`;
    const good = known.get(asked);
    const now = Math.floor(context.now() / 1000);
    if (good && good.from <= now && now < good.until && publishedKey(good.kid, context)) return good.caller;
    const checked = await check(token, context, issuer);
    known.set(asked, checked);
    return checked.caller;
  };
}

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined) throw unauthorized('Missing authentication');
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw new ManagementError(400, 'Bad HTTP authentication header format', 'Bearer');
  }
  return token;
}

async function check(token: string, context: ManagementContext, issuer: string): Promise<GoodToken> {
  const audience = managementApiIdentifier(context.domain);
  try {
    const { payload, protectedHeader } = await jwtVerify(token, (header) => publicKey(header, context), {
      algorithms: ['RS256'],
      issuer,
      audience,
      requiredClaims: ['exp'],
      currentDate: new Date(context.now()),
    });
    const { scope, azp, exp = 0, nbf = 0 } = payload;
    return {
      kid: protectedHeader.kid ?? '',
      from: nbf,
      until: exp,
      caller: {
        scopes: new Set(typeof scope === 'string' ? scope.split(' ') : []),
        ...(typeof azp === 'string' && { clientId: azp }),
      },
    };
  } catch (cause) {
    throw refusal(cause, audience);
  }
}

/**
 * @throws {@link ManagementError} 403 unless one of the `expected` scopes is there
 */
export function authorize(scopes: ReadonlySet<string>, expected: readonly string[]): void {
  if (expected.some((scope) => scopes.has(scope))) return;
  throw new ManagementError(
    403,
    `Insufficient scope, expected any of: ${expected.join(',')}`,
    'insufficient_scope',
  );
}

function publishedKey(kid: string | undefined, { keys }: ManagementContext): SigningKey | undefined {
  return keys.published.find((candidate) => candidate.kid === kid);
}

function publicKey(header: JWTHeaderParameters, context: ManagementContext): KeyObject {
  const key = publishedKey(header.kid, context);
  if (key === undefined) throw new errors.JWKSNoMatchingKey();
  return key.publicKey;
}

function refusal(cause: unknown, audience: string): unknown {
  if (cause instanceof errors.JWTExpired) {
    return unauthorized('Expired token received for JSON Web Token validation');
  }
  if (cause instanceof errors.JWSSignatureVerificationFailed) {
    return unauthorized('Invalid signature received for JSON Web Token validation');
  }
  if (cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'aud') {
    return unauthorized(`Bad audience: expected ${audience}`);
  }
  return cause instanceof errors.JOSEError ? unauthorized('Invalid token') : cause;
}

function unauthorized(message: string): ManagementError {
  return new ManagementError(401, message, undefined, `Bearer error="${message}"`);
}
