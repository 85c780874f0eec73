import { createCooldown } from './cooldown.ts';

/** A freshly loaded value; times are milliseconds on the clock of `now`. */
export interface Loaded<T> {
  readonly value: T;
  /** From when on it is loaded anew. */
  readonly expiresAt: number;
  /** Until when it stands in where that fails (RFC 5861 §4, stale-if-error). @default expiresAt */
  readonly usableUntil?: number;
}

/** A value that is loaded when it is needed and kept until it expires. */
export class ExpiringValue<T> {
  readonly #load: () => Promise<Loaded<T>>;
  readonly #now: () => number;
  readonly #cooldown;
  #current: Loaded<T> | undefined;
  #loading: Promise<T> | undefined;

  constructor(load: () => Promise<Loaded<T>>, now: () => number) {
    this.#load = load;
    this.#now = now;
    this.#cooldown = createCooldown(now);
  }

  /**
   * Callers at the same moment share one load. After a failed load nothing is loaded during the pause of
   * {@link createCooldown}: callers get the old value while it may stand in, or the same failure.
   */
  async get(): Promise<T> {
    if (this.#current !== undefined && this.#now() < this.#current.expiresAt) return this.#current.value;
    this.#loading ??= this.#renew();
    return this.#loading;
  }

  /** Forgets this value, unless it has been replaced already. */
  discard(value: T): void {
    if (this.#current?.value === value) this.#current = undefined;
  }

  async #renew(): Promise<T> {
    try {
      this.#current = await this.#cooldown(this.#load);
      return this.#current.value;
    } catch (error) {
      const old = this.#current;
      if (old === undefined || this.#now() >= (old.usableUntil ?? old.expiresAt)) throw error;
      return old.value;
    } finally {
      this.#loading = undefined;
    }
  }
}
