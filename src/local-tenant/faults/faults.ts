import type { Listener } from '../server.ts';
import { byClock } from '../clock.ts';

/** What a tenant does wrong on purpose, for those who test what they do then. */
export interface Faults {
  /** How long each answer is held back, in milliseconds. */
  readonly latencyMs?: number;
  /** Every n-th request is answered with 503. */
  readonly failEvery?: number;
  /** Access and ID tokens have expired when they are issued; refresh tokens work. */
  readonly expiredTokens?: boolean;
}

/** An access token lives 30 days at most. Source: Auth0, "Update Access Token Lifetime". */
const longerThanAnyTokenMs = 31 * 86_400_000;

/** `listener` with the faults that `current` names when a request comes. */
export function faulty(current: () => Faults, listener: Listener, now: () => number): Listener {
  let requests = 0;
  const answer: Listener = (request, response) => {
    const { failEvery, expiredTokens = false } = current();
    requests += 1;
    if (failEvery !== undefined && requests % failEvery === 0) {
      response.writeHead(503, { 'content-type': 'application/json; charset=utf-8', 'retry-after': '1' });
      return response.end(
        JSON.stringify({
          statusCode: 503,
          error: 'Service Unavailable',
          message: 'A fault that was asked for.',
        }),
      );
    }
    return expiredTokens && request.url === '/oauth/token'
      ? byClock(
          () => now() - longerThanAnyTokenMs,
          () => listener(request, response),
        )
      : listener(request, response);
  };
  return (request, response) => {
    const { latencyMs = 0 } = current();
    return latencyMs === 0
      ? answer(request, response)
      : setTimeout(() => answer(request, response), latencyMs);
  };
}
