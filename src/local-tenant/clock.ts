import { AsyncLocalStorage } from 'node:async_hooks';

const clock = new AsyncLocalStorage<() => number>();
const scoped = new WeakSet<() => number>();

/**
 * Runs `use`, and all that it begins, by a clock of its own: oidc-provider asks `Date.now` wherever it needs the time. Everybody
 * else in this process keeps the clock that there is.
 *
 * @param now milliseconds since the epoch
 */
export function byClock<Result>(now: () => number, use: () => Result): Result {
  scopeDate();
  return clock.run(now, use);
}

/** Everybody's clock, also for those who are run by one of their own. */
export const everybodysNow = (): number => clock.exit(() => Date.now());

/**
 * The clock of a tenant, which tells the same time to those who are run by it: one that asks `Date.now` would be asked by itself
 * again.
 */
export const tenantClock = (own?: () => number): (() => number) =>
  own === undefined ? everybodysNow : () => clock.exit(own);

/** Test runners put another `Date` in the place of this one, and take it away again. */
function scopeDate(): void {
  const { now } = Date;
  if (scoped.has(now)) return;
  Date.now = () => {
    const own = clock.getStore();
    return (own ?? now)();
  };
  scoped.add(Date.now);
}
