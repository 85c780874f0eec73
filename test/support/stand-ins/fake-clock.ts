import type { Clock } from '../../../src/management/clock.ts';

/** A clock that stands still, except that each wait passes at once. */
export class FakeClock implements Clock {
  /** How long was waited, in milliseconds, in order. */
  readonly waits: number[] = [];
  #now: number;

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(durationMs: number): Promise<void> {
    this.waits.push(durationMs);
    this.#now += durationMs;
    return Promise.resolve();
  }

  advance(durationMs: number): void {
    this.#now += durationMs;
  }
}
