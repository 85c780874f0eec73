import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify, type JWTHeaderParameters } from 'jose';
import { managementAudience } from '../rules/fresh-tenant.ts';
import { ManagementError } from './errors.ts';
import type { ManagementContext } from './route.ts';

/**
 * Checks the bearer token of a call, and returns its scopes. A token is good at the domain that it was asked for at, and names the
 * tenant's own API at each.
 *
 * Source: Auth0, "Configure Features to Use Custom Domains", APIs.
 *
 * @param issuer of the domain that is called
 * @throws {@link ManagementError} 401 for a token that is missing or not good, in the words of Auth0's gateway
 */
export async function authenticate(
  authorization: string | undefined,
  context: ManagementContext,
  issuer: string,
): Promise<ReadonlySet<string>> {
  if (authorization === undefined) throw unauthorized('Missing authentication');
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw new ManagementError(400, 'Bad HTTP authentication header format', 'Bearer');
  }
  const audience = managementAudience(context.domain);
  try {
    const { payload } = await jwtVerify(token, (header) => publicKey(header, context), {
      algorithms: ['RS256'],
      issuer,
      audience,
      requiredClaims: ['exp'],
      currentDate: new Date(context.now()),
    });
    const scope = payload['scope'];
    return new Set(typeof scope === 'string' ? scope.split(' ') : []);
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

function publicKey(header: JWTHeaderParameters, { keys }: ManagementContext): KeyObject {
  const key = [keys.current, keys.next].find((candidate) => candidate.kid === header.kid);
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
