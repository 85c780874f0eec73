import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { ExpiringValue } from '../upstream/expiring-value.ts';
import { callUpstream, expectedInstead, upstreamError } from '../upstream/upstream.ts';
import { jsonIn } from '../../text/json.ts';

/** Whose keys, and how to get at them. */
export interface IssuerKeysSource {
  readonly jwksUri: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

/** jose keeps what it was given for ten minutes more: no key is used that is older than an hour. */
const standInMs = 3_000_000;

/** An answer without keys is a mistake; to believe it would refuse every token. */
const jwksSchema = z.object({ keys: z.array(z.object({ kty: z.string() })).min(1) });

/**
 * The issuer's public keys (RFC 7517), for `jwtVerify`. They are kept for ten minutes. An unknown `kid`
 * fetches them anew, at most once in thirty seconds, so that a rotation is noticed and a flood of invented
 * ids is not passed on.
 *
 * While they cannot be had, the last ones stand in for fifty minutes to an hour. Without any, a lookup rejects
 * with the `OAuthError` of the last attempt, which is repeated after a pause.
 */
export function createIssuerKeys({ jwksUri, fetch, now }: IssuerKeysSource): JWTVerifyGetKey {
  const document = new ExpiringValue(async () => {
    const answer = await callUpstream(fetch, jwksUri, { headers: { accept: 'application/json' } });
    if (answer.status !== 200) throw upstreamError(answer, now);
    if (!jwksSchema.safeParse(jsonIn(answer.text)).success) {
      throw upstreamError(answer, now, expectedInstead('a JSON Web Key Set with a key in it', answer));
    }
    // Expired at once: how long keys are fresh is jose's to say.
    return { value: answer.text, expiresAt: now(), usableUntil: now() + standInMs };
  }, now);

  return createRemoteJWKSet(new URL(jwksUri), {
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    [customFetch]: async () => new Response(await document.get()),
  });
}
