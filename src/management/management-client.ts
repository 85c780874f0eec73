import { z } from 'zod';
import { type Clock, systemClock, waitingOn } from './clock.ts';
import { ManagementError } from './management-error.ts';
import { type ClientCredentials, requestToken, TokenCache } from './management-token.ts';
import { RequestPacer, rateLimitOf } from './rate-limit.ts';
import { persistently } from './retry.ts';
import { redact, secretsIn } from '../text/redaction.ts';
import {
  type TenantAddress,
  type TenantAnswer,
  TenantConnection,
  type TenantRequest,
} from './tenant-connection.ts';

/** Query parameters; lists as Auth0 takes them, with commas. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Which tenant, and as whom. */
export interface ManagementClientOptions extends TenantAddress {
  readonly credentials: ClientCredentials;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** Auth0 "Management API", errors: what names neither is somebody else's. */
const errorBody = z
  .object({
    errorCode: z.string().min(1).optional(),
    error: z.string().min(1).optional(),
    message: z.string().default(''),
  })
  .refine(({ errorCode, error }) => errorCode !== undefined || error !== undefined);

/** RFC 9110 §9.2.2. Auth0's PATCH would bear it too, but is not promised to. */
const idempotent = new Set<TenantRequest['method']>(['GET', 'PUT', 'DELETE']);

/**
 * Auth0's Management API v2 of one tenant: token, rate limits, retries, errors. Paths are relative to `/api/v2`, parts of
 * them already encoded. Every method throws a {@link ManagementError} when the tenant refuses or cannot be reached.
 */
export class ManagementClient {
  readonly domain: string;
  readonly #connection: TenantConnection;
  readonly #clock: Clock;
  readonly #tokens: TokenCache;
  readonly #limiter: RequestPacer;
  readonly #credentials: ClientCredentials;

  constructor({ credentials, clock = systemClock, ...address }: ManagementClientOptions) {
    this.domain = address.domain;
    this.#connection = new TenantConnection(address);
    this.#clock = waitingOn(clock, rateLimitOf(address.domain));
    this.#credentials = credentials;
    const tokenLimiter = new RequestPacer(this.#clock);
    this.#tokens = new TokenCache(
      () => requestToken(this.#connection, credentials, this.#clock, tokenLimiter),
      () => clock.now(),
    );
    this.#limiter = new RequestPacer(this.#clock);
  }

  get(path: string, query: Query = {}): Promise<unknown> {
    return this.#request('GET', path + queryString(query));
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.#request('POST', path, body);
  }

  put(path: string, body: unknown): Promise<unknown> {
    return this.#request('PUT', path, body);
  }

  patch(path: string, body: unknown): Promise<unknown> {
    return this.#request('PATCH', path, body);
  }

  /** `DELETE`; the few of Auth0's that take a body (a role's permissions) get it. */
  delete(path: string, body?: unknown): Promise<unknown> {
    return this.#request('DELETE', path, body);
  }

  /** Ends the connections that are kept alive. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #request(method: TenantRequest['method'], relativePath: string, body?: unknown): Promise<unknown> {
    const path = `/api/v2${relativePath}`;
    for (let refusedTokens = 0; ; refusedTokens += 1) {
      const accessToken = await this.#tokens.accessToken();
      const send = () =>
        this.#limiter.patiently(() =>
          this.#connection.send({
            method,
            path,
            headers: {
              authorization: `Bearer ${accessToken}`,
              ...(body !== undefined && { 'content-type': 'application/json' }),
            },
            ...(body !== undefined && { body: JSON.stringify(body) }),
          }),
        );
      const answer = await (idempotent.has(method) ? persistently(this.#clock, send) : send());
      if (answer.status < 300) return answer.body;
      if (answer.status !== 401 || refusedTokens > 0) {
        throw this.#refusal(method, path, answer, [accessToken, ...secretsIn(body)]);
      }
      this.#tokens.discard(accessToken);
    }
  }

  #refusal(method: string, path: string, answer: TenantAnswer, secrets: readonly string[]): ManagementError {
    const parsed = errorBody.safeParse(answer.body);
    const { errorCode, error, message } = parsed.success
      ? parsed.data
      : { errorCode: undefined, error: undefined, message: '' };
    return new ManagementError({
      method,
      path,
      domain: this.domain,
      status: answer.status,
      errorCode: errorCode ?? error ?? 'invalid_answer',
      reason: redact(message, [...secrets, this.#credentials.clientSecret]),
    });
  }
}

/** One part of a path, encoded: identifiers of APIs are URLs. */
export const pathPart = (part: string) => encodeURIComponent(part);

function queryString(query: Query): string {
  const parameters = Object.entries(query).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : String(value),
  ]);
  return parameters.length === 0
    ? ''
    : `?${new URLSearchParams(parameters as [string, string][]).toString()}`;
}
