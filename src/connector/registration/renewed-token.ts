import { z } from 'zod';
import { ExpiringValue } from '../upstream/expiring-value.ts';
import { callUpstream, expectedInstead, upstreamError, type UpstreamAnswer } from '../upstream/upstream.ts';
import { jsonIn } from '../../text/json.ts';

/** The machine-to-machine application that may create clients, and where. */
export interface RegistrarCredentials {
  /** The tenant's host, with a port where it has one. */
  readonly domain: string;
  /** The Management API's identifier. It keeps the tenant's own domain where there is a custom one. */
  readonly managementAudience: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What is to replace the secret, or has replaced it already: tried where the secret is refused. */
  readonly nextClientSecret?: string;
}

const renewBeforeEndMs = 60_000;

const tokenSchema = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive(),
});

/**
 * Obtains Management API tokens with the registrar's client credentials (Auth0, "Get Management API Access
 * Tokens for Production"). A token lives in memory only, and is renewed a minute before it ends, or halfway
 * if it is shorter than two; where that fails, it serves to its end. Credentials that Auth0 refuses are tried
 * once a minute. In the middle of a rotation there are two secrets, and one of them works.
 */
export function createManagementToken(
  credentials: RegistrarCredentials,
  fetchUpstream: typeof fetch,
  now: () => number,
): ExpiringValue<string> {
  const { domain, clientId, clientSecret, nextClientSecret, managementAudience } = credentials;
  const ask = (secret: string) =>
    callUpstream(fetchUpstream, `https://${domain}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        audience: managementAudience,
      }),
    });
  return new ExpiringValue(async () => {
    const first = await ask(clientSecret);
    const answer =
      first.status === 401 && nextClientSecret !== undefined ? await ask(nextClientSecret) : first;
    const token = tokenSchema.safeParse(jsonIn(answer.text));
    if (answer.status !== 200 || !token.success) throw upstreamError(answer, now, adviceFor(answer));
    const lifetimeMs = token.data.expires_in * 1000;
    return {
      value: token.data.access_token,
      expiresAt: now() + lifetimeMs - Math.min(renewBeforeEndMs, lifetimeMs / 2),
      usableUntil: now() + lifetimeMs,
    };
  }, now);
}

/** Auth0 answers 401 to a wrong secret or an unknown client, 403 where the client grant is missing. */
function adviceFor(answer: UpstreamAnswer): string {
  const { status } = answer;
  if (status === 200) return expectedInstead('a bearer token', answer);
  if (status === 401) return '; AUTH0_REGISTRAR_CLIENT_SECRET is not that of AUTH0_REGISTRAR_CLIENT_ID';
  if (status === 403) return '; AUTH0_REGISTRAR_CLIENT_ID has no grant for AUTH0_MANAGEMENT_AUDIENCE';
  return '';
}
