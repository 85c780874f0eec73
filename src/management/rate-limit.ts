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

/** What is waited for while a limit holds, for people. */
export const rateLimitOf = (domain: string) => `the rate limit of ${domain}`;

const attemptsAtRateLimit = 10;
const waitWithoutHeadersMs = 5_000;

/** The least and the most that a tenant is believed: clocks differ, and an address may be no Auth0. */
const shortestWaitMs = 1_000;
const longestWaitMs = 60_000;

/** No limit of Auth0's is counted longer: a date further away is not by the clock that the reset is by. */
const longestWindowMs = 3_600_000;

/**
 * Lets requests go as Auth0's rate-limit headers allow: at most one in flight for each free slot, and none between the
 * last slot and the reset. Without those headers nothing is held back. Source: Auth0 "Rate Limit Policy", HTTP headers
 * `x-ratelimit-limit`, `-remaining`, `-reset` (seconds since the epoch); RFC 9110 §10.2.3 for `retry-after`.
 */
export class RequestPacer {
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

  /** Sends in turn until the answer is no 429, or as often as one may try. */
  async patiently<Answer extends RateLimitedAnswer>(send: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.run(send);
      if (answer.status !== 429 || attempt === attemptsAtRateLimit) return answer;
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
    const resetAtMs = statedResetMs(headers, this.#clock.now());
    if (status === 429) {
      const now = this.#clock.now();
      const waitUntilMs = Math.max(resetAtMs ?? now + waitWithoutHeadersMs, now + shortestWaitMs);
      return { kind: 'limited', free: 0, resetAtMs: waitUntilMs };
    }
    const remaining = countIn(headers.get('x-ratelimit-remaining'));
    if (remaining === undefined || resetAtMs === undefined) {
      return this.#allowance.kind === 'limited' ? this.#allowance : { kind: 'unlimited' };
    }
    // The requests still in flight may not be counted yet.
    return { kind: 'limited', free: Math.max(0, remaining - this.#inFlight), resetAtMs };
  }
}

/**
 * When requests are taken again, by this machine's clock: milliseconds since the epoch, a minute from now at the most. Undefined where the
 * headers say nothing that can be understood.
 */
export function statedResetMs(headers: RateLimitedAnswer['headers'], nowMs: number): number | undefined {
  const retryAfter = headers.get('retry-after') ?? '';
  const seconds = countIn(retryAfter);
  const resetSeconds = countIn(headers.get('x-ratelimit-reset'));
  const here = (momentMs: number) => momentMs + clockDifferenceMs(momentMs, headers, nowMs);
  const stated = [
    seconds === undefined ? here(Date.parse(retryAfter)) : nowMs + seconds * 1000,
    resetSeconds === undefined ? Number.NaN : here(resetSeconds * 1000),
  ].find((each) => !Number.isNaN(each));
  return stated === undefined ? undefined : Math.min(stated, nowMs + longestWaitMs);
}

/** By how much this machine's clock is ahead of the server's, whose `date` (RFC 9110 §6.6.1) is of its own moments. */
function clockDifferenceMs(momentMs: number, headers: RateLimitedAnswer['headers'], nowMs: number): number {
  const serverNow = Date.parse(headers.get('date') ?? '');
  const isOfOneClock = Math.abs(momentMs - serverNow) <= longestWindowMs;
  return isOfOneClock ? nowMs - serverNow : 0;
}

function countIn(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}
