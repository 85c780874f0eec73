import { createCooldown } from './cooldown.ts';

/** A value that is loaded when it is needed and kept until it expires. */
export interface ExpiringValue<T> {
  /**
   * Callers at the same moment share one load. After a failed load nothing is loaded during the pause of
   * {@link createCooldown}: callers get the old value while it may stand in, or the same failure.
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

/** Keeps what `load` returns until it expires. */
export function createExpiringValue<T>(load: () => Promise<Loaded<T>>, now: () => number): ExpiringValue<T> {
  let current: Loaded<T> | undefined;
  let loading: Promise<T> | undefined;
  const cooldown = createCooldown(now);

  function insteadOf(error: unknown): T {
    if (current === undefined || now() >= (current.usableUntil ?? current.expiresAt)) throw error;
    return current.value;
  }

  async function renew(): Promise<T> {
    try {
      current = await cooldown(load);
      return current.value;
    } catch (error) {
      return insteadOf(error);
    } finally {
      loading = undefined;
    }
  }

  return {
    get: async () => {
      if (current !== undefined && now() < current.expiresAt) return current.value;
      loading ??= renew();
      return loading;
    },
    discard: (value) => {
      if (current?.value === value) current = undefined;
    },
  };
}
