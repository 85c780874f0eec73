import { OAuthError } from './oauth-error.ts';

/** How many requests may be made, at least one at once and more than none a minute. */
export interface RateLimit {
  /** Requests that may come at once. */
  readonly burst: number;
  /** Requests a minute that are sustained after a burst. */
  readonly perMinute: number;
}

/**
 * Counts one request of the client at this address; answers how many seconds it has to wait, 0 when it may
 * pass.
 */
export type RateLimiter = (clientAddress: string) => number;

const maxTrackedClients = 10_000;

/**
 * Limits requests for each client address with the generic cell rate algorithm (ITU-T I.371): one number a
 * client, the time at which its allowance will be whole again. A refused request costs nothing.
 *
 * Memory is bounded: beyond 10,000 clients the one seen longest ago is forgotten. An IPv6 client counts as
 * its /64, since it owns every address in there.
 *
 * @param now milliseconds; only differences count. Where it is set back, nobody waits longer than for a whole
 *   allowance.
 * @throws {RangeError} for a limit that lets nothing pass
 */
export function createRateLimiter({ burst, perMinute }: RateLimit, now: () => number): RateLimiter {
  if (!(burst >= 1) || !(perMinute > 0)) {
    throw new RangeError(`A rate limit of ${burst} at once and ${perMinute} a minute lets nothing pass`);
  }
  const intervalMs = 60_000 / perMinute;
  const wholeAt = new Map<string, number>();

  return (clientAddress) => {
    const client = addressBlock(clientAddress);
    const time = now();
    const whole = Math.min(wholeAt.get(client) ?? 0, time + burst * intervalMs);
    const next = Math.max(whole, time) + intervalMs;
    const waitMs = next - time - burst * intervalMs;
    if (waitMs > 0) return Math.ceil(waitMs / 1000);
    wholeAt.delete(client);
    wholeAt.set(client, next);
    if (wholeAt.size > maxTrackedClients) {
      const [oldest] = wholeAt.keys();
      if (oldest !== undefined) wholeAt.delete(oldest);
    }
    return 0;
  };
}

/** The refusal of a request that came too soon. */
export function tooManyRequests(waitSeconds: number): OAuthError {
  return new OAuthError(429, 'temporarily_unavailable', `Too many requests; wait ${waitSeconds} s`, {
    retryAfterSeconds: waitSeconds,
  });
}

/** An IPv4 address as it is (mapped ones too), an IPv6 address as its /64 prefix. */
function addressBlock(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':');
    groups.push(...Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0'), ...rest);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
