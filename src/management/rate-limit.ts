import type { Clock } from './clock.ts';

/** What an answer says about the limit. */
export interface RateLimitedAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

type Allowance =
  /** Nothing is known, at the start or after a wait: one request finds out. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unlimited' }
  | { free: number; readonly resetAtMs: number; readonly kind: 'limited' };

const waitWithoutHeadersMs = 5_000;

/**
 * Lets requests go as Auth0's rate-limit headers allow: at most one in flight for each free slot, and none between the
 * last slot and the reset. Without those headers nothing is held back. Source: Auth0 "Rate Limit Policy", HTTP headers
 * `x-ratelimit-limit`, `-remaining`, `-reset` (seconds since the epoch); RFC 9110 §10.2.3 for `retry-after`.
 */
export class RateLimiter {
  readonly #clock: Clock;
  #allowance: Allowance = { kind: 'unknown' };
  #inFlight = 0;
  #waiting: (() => void)[] = [];
  #sleeping = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sends in turn; learns from the answer. */
  async run<Answer extends RateLimitedAnswer>(send: () => Promise<Answer>): Promise<Answer> {
    await this.#turn();
    try {
      const answer = await send();
      this.#inFlight -= 1;
      this.#allowance = this.#learn(answer);
      return answer;
    } catch (error) {
      this.#inFlight -= 1;
      throw error;
    } finally {
      this.#release();
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#release();
    });
  }

  #release(): void {
    while (this.#waiting.length > 0 && this.#mayGo()) {
      this.#inFlight += 1;
      if (this.#allowance.kind === 'limited') this.#allowance.free -= 1;
      this.#waiting.shift()?.();
    }
    if (this.#waiting.length > 0 && this.#inFlight === 0 && this.#allowance.kind === 'limited') {
      void this.#waitForReset(this.#allowance.resetAtMs);
    }
  }

  #mayGo(): boolean {
    const allowance = this.#allowance;
    if (allowance.kind === 'limited') return allowance.free > 0;
    return allowance.kind === 'unlimited' || this.#inFlight === 0;
  }

  async #waitForReset(resetAtMs: number): Promise<void> {
    if (this.#sleeping) return;
    this.#sleeping = true;
    await this.#clock.sleep(Math.max(0, resetAtMs - this.#clock.now()));
    this.#sleeping = false;
    this.#allowance = { kind: 'unknown' };
    this.#release();
  }

  #learn({ status, headers }: RateLimitedAnswer): Allowance {
    const resetAtMs = this.#resetAtMs(headers);
    if (status === 429) {
      return { kind: 'limited', free: 0, resetAtMs: resetAtMs ?? this.#clock.now() + waitWithoutHeadersMs };
    }
    const remaining = Number(headers.get('x-ratelimit-remaining') ?? Number.NaN);
    if (Number.isNaN(remaining) || resetAtMs === undefined) {
      return this.#allowance.kind === 'limited' ? this.#allowance : { kind: 'unlimited' };
    }
    // The requests still in flight may not be counted yet.
    return { kind: 'limited', free: Math.max(0, remaining - this.#inFlight), resetAtMs };
  }

  #resetAtMs(headers: RateLimitedAnswer['headers']): number | undefined {
    const retryAfter = headers.get('retry-after');
    if (retryAfter !== null) {
      return /^\d+$/.test(retryAfter)
        ? this.#clock.now() + Number(retryAfter) * 1000
        : Date.parse(retryAfter);
    }
    const reset = headers.get('x-ratelimit-reset');
    return reset === null ? undefined : Number(reset) * 1000;
  }
}
