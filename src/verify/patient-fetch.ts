import { systemClock, waitingOn } from '../management/clock.ts';
import { rateLimitOf, statedResetMs } from '../management/rate-limit.ts';

/** Auth0's limits are by the second; of whoever says that it takes longer, it is reported instead. */
const longestWaitMs = 3_000;
const attempts = 5;

/**
 * `fetch` that waits where Auth0 says when it takes requests again (`x-ratelimit-reset` of a 429), and asks again: on a Free tenant a deploy
 * has just used up the two requests a second that whoever verifies it needs. A 429 of anybody else is an answer. `interrupted` ends the wait.
 */
export function patientFetch(fetch: typeof globalThis.fetch, interrupted?: AbortSignal): typeof fetch {
  const interruption = interruptionOf(interrupted);
  return async (input, init) => {
    const { host } = new URL(input instanceof Request ? input.url : input);
    const clock = waitingOn(systemClock, rateLimitOf(host));
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(input, init);
      const waitMs = answer.status === 429 ? waitStatedMs(answer.headers, clock.now()) : undefined;
      if (waitMs === undefined || waitMs > longestWaitMs || attempt === attempts) return answer;
      await Promise.race([clock.sleep(waitMs), interruption]);
    }
  };
}

/** At least a second, which is what the header counts in; undefined where the answer does not say. */
function waitStatedMs(headers: Headers, nowMs: number): number | undefined {
  const resetMs = headers.has('x-ratelimit-reset') ? statedResetMs(headers, nowMs) : undefined;
  return resetMs === undefined ? undefined : Math.max(resetMs - nowMs, 1000);
}

/** Rejects when the signal comes, and is settled by nothing else. */
function interruptionOf(interrupted: AbortSignal | undefined): Promise<never> {
  const interruption = new Promise<never>((_resolve, reject) => {
    interrupted?.addEventListener('abort', () => reject(interrupted.reason as Error), { once: true });
  });
  // It may come while nothing waits.
  interruption.catch(() => undefined);
  return interruption;
}
