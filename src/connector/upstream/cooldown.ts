import { OAuthError } from '../endpoint/oauth-error.ts';

/** Runs an action, unless one has failed a moment ago: then it rejects as that one did. */
export type Cooldown = <T>(action: () => Promise<T>) => Promise<T>;

const cooldownSeconds = 5;
const maxCooldownSeconds = 60;

/**
 * Makes a pause after each failure, so that what is down, busy or refusing is not asked with every request. It
 * lasts as long as the failure's `Retry-After` says, a minute at most and five seconds without, and is longest
 * where several actions failed at once. A `Retry-After` counts down in it.
 */
export function createCooldown(now: () => number): Cooldown {
  let failure: { readonly error: unknown; readonly at: number; readonly until: number } | undefined;

  return async (action) => {
    if (failure !== undefined && now() < failure.until) throw asOf(failure.error, now() - failure.at);
    try {
      return await action();
    } catch (error) {
      const seconds = (error instanceof OAuthError ? error.retryAfterSeconds : undefined) ?? cooldownSeconds;
      const until = now() + Math.min(seconds, maxCooldownSeconds) * 1000;
      if (failure === undefined || until > failure.until) failure = { error, at: now(), until };
      throw error;
    }
  };
}

function asOf(error: unknown, elapsedMs: number): unknown {
  if (!(error instanceof OAuthError) || error.retryAfterSeconds === undefined) return error;
  return error.withRetryAfter(Math.ceil(error.retryAfterSeconds - elapsedMs / 1000));
}
