import { OAuthError } from './oauth-error.ts';

/** A value that is loaded when it is needed and kept until it expires. */
export interface ExpiringValue<T> {
  /**
   * Callers at the same moment share one load. After a failed load nothing is loaded for as long as its
   * `Retry-After` says, a minute at most and five seconds without: until then callers get the old value while
   * it may stand in, or the same failure.
   */
  get: () => Promise<T>;
  /** Forgets this value, unless it has been replaced already. */
  discard: (value: T) => void;
}

/** A freshly loaded value; times are milliseconds on the clock of `now`. */
export interface Loaded<T> {
  value: T;
  /** From when on it is loaded anew. */
  expiresAt: number;
  /** Until when it stands in where that fails (RFC 5861 §4, stale-if-error). @default expiresAt */
  usableUntil?: number;
}

const COOLDOWN_SECONDS = 5;
const MAX_COOLDOWN_SECONDS = 60;

/** Keeps what `load` returns until it expires. */
export function createExpiringValue<T>(load: () => Promise<Loaded<T>>, now: () => number): ExpiringValue<T> {
  let current: Loaded<T> | undefined;
  let loading: Promise<T> | undefined;
  let failure: { error: unknown; until: number } | undefined;

  function insteadOf(error: unknown): T {
    if (current === undefined || now() >= (current.usableUntil ?? current.expiresAt)) throw error;
    return current.value;
  }

  async function renew(): Promise<T> {
    try {
      current = await load();
      failure = undefined;
      return current.value;
    } catch (error) {
      const seconds = (error instanceof OAuthError ? error.retryAfterSeconds : undefined) ?? COOLDOWN_SECONDS;
      failure = { error, until: now() + Math.min(seconds, MAX_COOLDOWN_SECONDS) * 1000 };
      return insteadOf(error);
    } finally {
      loading = undefined;
    }
  }

  return {
    get: async () => {
      if (current !== undefined && now() < current.expiresAt) return current.value;
      if (failure !== undefined && now() < failure.until) return insteadOf(failure.error);
      loading ??= renew();
      return loading;
    },
    discard: (value) => {
      if (current?.value === value) current = undefined;
    },
  };
}
