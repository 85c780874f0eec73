import { z } from 'zod';
import { boundedBody } from './bounded-body.ts';
import { OAuthError } from './oauth-error.ts';

/** An answer of Auth0, read whole. */
export interface UpstreamAnswer {
  url: string;
  status: number;
  headers: Headers;
  text: string;
}

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Sends one request to Auth0: five seconds, at most 256 KiB, no redirects (they would carry credentials
 * elsewhere). Rejects with a 503 {@link OAuthError} when no answer comes.
 */
export async function callUpstream(
  fetchUpstream: typeof fetch,
  url: string,
  init: RequestInit = {},
): Promise<UpstreamAnswer> {
  try {
    const response = await fetchUpstream(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text =
      response.body === null ? '' : await new Response(boundedBody(response.body, MAX_ANSWER_BYTES)).text();
    return { url, status: response.status, headers: response.headers, text };
  } catch (error) {
    throw new OAuthError(503, 'temporarily_unavailable', 'The authorization server does not answer', {
      headers: { 'retry-after': '5' },
      cause: error,
      detail: `No answer from ${url}: ${rootMessage(error)}`,
    });
  }
}

/**
 * Turns an answer of Auth0 that is of no use into ours: 429 with `Retry-After`, 502 when Auth0 fails or is
 * not understood, 503 when it refuses *us* – wrong credentials, a missing scope, the plan's limit – which the
 * caller cannot mend.
 */
export function upstreamError(answer: UpstreamAnswer, now: () => number): OAuthError {
  const detail = describeAnswer(answer);
  if (answer.status === 429) {
    return new OAuthError(429, 'temporarily_unavailable', 'The authorization server is busy', {
      headers: { 'retry-after': String(retryAfterSeconds(answer.headers, now())) },
      detail,
    });
  }
  if (answer.status >= 400 && answer.status < 500) {
    return new OAuthError(503, 'temporarily_unavailable', 'The authorization server refuses this server', {
      detail,
    });
  }
  return new OAuthError(502, 'server_error', 'The authorization server gave an unusable answer', { detail });
}

const errorBodySchema = z.object({
  error: z.string().optional(),
  errorCode: z.string().optional(),
  error_description: z.string().optional(),
  message: z.string().optional(),
});

/** An answer in words, for the log. Only what an error says of itself: the rest may hold tokens and secrets. */
export function describeAnswer({ url, status, text }: UpstreamAnswer): string {
  const body = errorBodySchema.safeParse(parseJson(text)).data;
  const words = [body?.errorCode ?? body?.error, body?.message ?? body?.error_description];
  const told = words.filter((word) => word !== undefined).join(': ');
  return `${url} answered ${status} ${told}`.trimEnd().slice(0, 500);
}

/** The JSON value of an answer's text; `undefined`, which no JSON text is, when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** From `Retry-After`, else from Auth0's `x-ratelimit-reset` (Unix seconds), else five seconds. */
function retryAfterSeconds(headers: Headers, nowMs: number): number {
  const reset = headers.get('x-ratelimit-reset');
  const seconds = Number(
    headers.get('retry-after') ?? (reset === null ? 5 : Number(reset) - Math.floor(nowMs / 1000)),
  );
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 5;
}

/** `fetch failed` says nothing; what lies beneath it does. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : rootMessage(error.cause);
}
