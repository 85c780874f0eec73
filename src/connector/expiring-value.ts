/** A value that is loaded when it is needed and kept until it expires. */
export interface ExpiringValue<T> {
  /** Callers at the same moment share one load. A failed load is not kept. */
  get: () => Promise<T>;
  /** Forgets this value, unless it has been replaced already. */
  discard: (value: T) => void;
}

/** A freshly loaded value. */
export interface Loaded<T> {
  value: T;
  /** From when on it is loaded anew; milliseconds on the clock of `now`. */
  expiresAt: number;
}

/** Keeps what `load` returns until it expires. */
export function createExpiringValue<T>(load: () => Promise<Loaded<T>>, now: () => number): ExpiringValue<T> {
  let current: Loaded<T> | undefined;
  let loading: Promise<T> | undefined;

  async function renew(): Promise<T> {
    try {
      current = await load();
      return current.value;
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
