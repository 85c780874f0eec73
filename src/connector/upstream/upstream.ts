import { z } from 'zod';
import { BodyTooLargeError, boundedText } from '../../http/bounded-body.ts';
import { OAuthError } from '../endpoint/oauth-error.ts';
import { rootMessage } from '../../text/root-message.ts';
import { jsonIn } from '../../text/json.ts';

/** An answer of Auth0, read whole. */
export interface UpstreamAnswer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const timeoutMs = 5_000;
const maxAnswerBytes = 256 * 1024;

/** Short enough to leave room in a log line. */
const maxDescription = 300;

const defaultRetrySeconds = 5;
/** What only an operator can mend is not mended in seconds. */
const refusedRetrySeconds = 60;
const maxRetrySeconds = 3600;

/**
 * Sends one request to Auth0: five seconds, at most 256 KiB, no redirects (they would carry credentials
 * elsewhere). Rejects with a 503 {@link OAuthError} when no answer comes, 502 when it is too large.
 */
export async function callUpstream(
  fetchUpstream: typeof fetch,
  url: string,
  init: RequestInit = {},
): Promise<UpstreamAnswer> {
  let status: number | undefined;
  try {
    const response = await fetchUpstream(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    ({ status } = response);
    const text = await boundedText(response.body, maxAnswerBytes);
    return { url, status, headers: response.headers, text };
  } catch (error) {
    if (error instanceof BodyTooLargeError) {
      throw unusableAnswer(`${url} answered ${status}: ${error.message}`, error);
    }
    throw new OAuthError(503, 'temporarily_unavailable', 'The authorization server does not answer', {
      retryAfterSeconds: defaultRetrySeconds,
      cause: error,
      detail: `No answer from ${url}: ${rootMessage(error)}`,
    });
  }
}

/**
 * Turns an answer of Auth0 that is of no use into ours: 429 with `Retry-After`, 503 when Auth0 is down for a
 * while and says so, or when it refuses *us* – wrong credentials, a missing scope, the plan's limit – which
 * the caller cannot mend; else 502, when Auth0 fails or is not understood.
 *
 * @param advice for the log: what the operator is to look at
 */
export function upstreamError(answer: UpstreamAnswer, now: () => number, advice = ''): OAuthError {
  const detail = describeAnswer(answer) + advice;
  if (answer.status === 429) {
    return new OAuthError(429, 'temporarily_unavailable', 'The authorization server is busy', {
      retryAfterSeconds: retryAfterSeconds(answer.headers, now()),
      outcome: 'failed',
      detail,
    });
  }
  if (answer.status === 503) {
    return new OAuthError(503, 'temporarily_unavailable', 'The authorization server is down for a while', {
      retryAfterSeconds: retryAfterSeconds(answer.headers, now()),
      detail,
    });
  }
  if (answer.status >= 400 && answer.status < 500) {
    return new OAuthError(503, 'temporarily_unavailable', 'The authorization server refuses this server', {
      retryAfterSeconds: refusedRetrySeconds,
      detail,
    });
  }
  return unusableAnswer(answer.status >= 300 && answer.status < 400 ? `${detail}, a redirect` : detail);
}

function unusableAnswer(detail: string, cause?: unknown): OAuthError {
  return new OAuthError(502, 'server_error', 'The authorization server gave an unusable answer', {
    detail,
    cause,
  });
}

/** Advice for {@link upstreamError} about a success that is not understood: what should have come, and what came. */
export function expectedInstead(expected: string, { headers }: UpstreamAnswer): string {
  return `; expected ${expected}, got ${headers.get('content-type') ?? 'an answer without content type'}`;
}

const errorBodySchema = z.object({
  error: z.string().optional(),
  errorCode: z.string().optional(),
  error_description: z.string().optional(),
  message: z.string().optional(),
});

/** An answer in words, for the log. Only what an error says of itself: the rest may hold tokens and secrets. */
export function describeAnswer({ url, status, text }: UpstreamAnswer): string {
  const body = errorBodySchema.safeParse(jsonIn(text)).data;
  const words = [body?.errorCode ?? body?.error, body?.message ?? body?.error_description];
  const told = words.filter((word) => word !== undefined).join(': ');
  return `${url} answered ${status} ${told}`.trimEnd().slice(0, maxDescription);
}

/**
 * From `Retry-After`, which is seconds or a date (RFC 9110 §10.2.3), else from Auth0's `x-ratelimit-reset`
 * (Unix seconds), else five seconds; at least one second and at most an hour.
 */
function retryAfterSeconds(headers: Headers, nowMs: number): number {
  const retryAfter = headers.get('retry-after');
  const reset = headers.get('x-ratelimit-reset');
  const secondsUntil = (timeMs: number): number => Math.ceil((timeMs - nowMs) / 1000);
  const candidates = [
    ...(retryAfter === null ? [] : [Number(retryAfter), secondsUntil(Date.parse(retryAfter))]),
    ...(reset === null ? [] : [secondsUntil(Number(reset) * 1000)]),
  ];
  const seconds = candidates.find(Number.isFinite) ?? defaultRetrySeconds;
  return Math.min(Math.max(1, Math.ceil(seconds)), maxRetrySeconds);
}
