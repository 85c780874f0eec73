import { z } from 'zod';
import { managementAudience } from '../../infra/tenant.ts';
import { basicCredentials } from '../http/client-secret-basic.ts';
import { type Clock, waitingOn } from './clock.ts';
import { ManagementError } from './management-error.ts';
import { RequestPacer, rateLimitOf } from './rate-limit.ts';
import { redact } from '../text/redaction.ts';
import { type ProbingSdk, sdkHeader } from './probing-sdk.ts';
import { persistently } from './retry.ts';
import { type TenantAddress, type TenantAnswer, TenantConnection } from './tenant-connection.ts';

/** A machine-to-machine application. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** An access token for a tenant's Management API. */
export interface ManagementToken {
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** What was granted. */
  readonly scopes: readonly string[];
}

const grantedToken = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z.string().default(''),
});

/** RFC 6749 §5.2, and Auth0's own codes in the same spelling: what names an HTTP status is somebody else's. */
const oauthError = z.object({
  error: z.string().regex(/^[a-z_]+$/),
  error_description: z.string().default(''),
});

/** Where tokens are asked for; relative to the domain. */
export const tokenPath = '/oauth/token';

/**
 * Asks for one token by client credentials (RFC 6749 §4.4.2; Auth0 "Get Management API Access Tokens for Production").
 *
 * @param limiter the token endpoint's, whose limits are not the Management API's
 * @throws {ManagementError} with OAuth's `error` as its code when the tenant refuses
 */
export async function requestToken(
  connection: TenantConnection,
  { clientId, clientSecret }: ClientCredentials,
  clock: Clock,
  limiter = new RequestPacer(clock),
): Promise<ManagementToken> {
  const { domain } = connection;
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    audience: managementAudience(domain),
  };
  const answer = await sendTokenRequest(connection, { form }, clock, limiter);
  const granted = grantedToken.safeParse(answer.body);
  if (answer.status === 200 && granted.success) {
    const { access_token: accessToken, expires_in: lifetime, scope } = granted.data;
    return {
      accessToken,
      expiresAtMs: clock.now() + lifetime * 1000,
      scopes: scope.split(' ').filter((each) => each !== ''),
    };
  }
  const refusal = oauthError.safeParse(answer.status >= 400 ? answer.body : undefined);
  throw new ManagementError({
    method: 'POST',
    path: tokenPath,
    domain,
    status: answer.status,
    errorCode: refusal.success ? refusal.data.error : 'invalid_answer',
    reason: redact(refusal.success ? refusal.data.error_description : 'no token in the answer', [
      clientSecret,
    ]),
  });
}

/** What is sent to the token endpoint. */
export interface TokenRequest {
  readonly form: Readonly<Record<string, string>>;
  /** Of a client that signs in by HTTP Basic and not in the form (RFC 6749 §2.3.1). */
  readonly basic?: ClientCredentials;
  /** Of a request that tries what may be refused: how the tenant's log names who asked. */
  readonly sdk?: ProbingSdk;
}

/** Sends one request to the token endpoint; it can be repeated, since no token that nobody saw does any harm. */
export const sendTokenRequest = (
  connection: TenantConnection,
  { form, basic, sdk }: TokenRequest,
  clock: Clock,
  limiter: RequestPacer,
): Promise<TenantAnswer> =>
  persistently(clock, () =>
    limiter.patiently(() =>
      connection.send({
        method: 'POST',
        path: tokenPath,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(sdk && sdkHeader(sdk)),
          ...(basic && { authorization: `Basic ${basicCredentials(basic.clientId, basic.clientSecret)}` }),
        },
        body: new URLSearchParams(form).toString(),
      }),
    ),
  );

/**
 * Mints one Management token and closes its connection: for a `.env`.
 *
 * @throws {ManagementError} when the tenant refuses or cannot be reached
 */
export async function mintManagementToken(
  address: TenantAddress,
  credentials: ClientCredentials,
  clock: Clock,
): Promise<ManagementToken> {
  const connection = new TenantConnection(address);
  try {
    return await requestToken(connection, credentials, waitingOn(clock, rateLimitOf(address.domain)));
  } finally {
    await connection.close();
  }
}

/** Tokens are renewed this long before they end, so that none ends on its way; short-lived ones at half their life. */
const renewalMarginMs = 60_000;

/** One tenant's Management token, kept until shortly before it ends. */
export class TokenCache {
  readonly #request: () => Promise<ManagementToken>;
  readonly #now: () => number;
  #held: { readonly accessToken: string; readonly renewAtMs: number } | undefined;
  #requested: Promise<string> | undefined;

  constructor(request: () => Promise<ManagementToken>, now: () => number) {
    this.#request = request;
    this.#now = now;
  }

  /** The token; callers at the same time share one request. A failure is not kept. */
  async accessToken(): Promise<string> {
    if (this.#held !== undefined && this.#now() < this.#held.renewAtMs) return this.#held.accessToken;
    this.#requested ??= this.#renew().finally(() => {
      this.#requested = undefined;
    });
    return this.#requested;
  }

  /** Forgets a token that the tenant refused, unless another has taken its place. */
  discard(accessToken: string): void {
    if (this.#held?.accessToken === accessToken) this.#held = undefined;
  }

  async #renew(): Promise<string> {
    const { accessToken, expiresAtMs } = await this.#request();
    const now = this.#now();
    const leftMs = expiresAtMs - now;
    this.#held = { accessToken, renewAtMs: now + Math.max(leftMs - renewalMarginMs, leftMs / 2) };
    return accessToken;
  }
}
