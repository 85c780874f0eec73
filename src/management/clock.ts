import { waitingFor } from '../http/patience.ts';

/** The time, and waiting for it; tests bring their own. Both in milliseconds. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(durationMs: number): Promise<void>;
}

/** A clock on which sleeping counts as waiting for somebody. */
export const waitingOn = (clock: Clock, waitedFor: string): Clock => ({
  now: () => clock.now(),
  sleep: (durationMs) =>
    waitingFor(waitedFor, { atMostMs: durationMs, untoldMs: durationMs < noticedMs ? noticedMs : 0 }, () =>
      clock.sleep(durationMs),
    ),
});

const noticedMs = 3_000;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (durationMs) =>
    new Promise((resolve) => {
      setTimeout(resolve, durationMs);
    }),
};
