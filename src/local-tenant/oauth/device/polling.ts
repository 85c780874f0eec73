import { Refusal } from '../refusal.ts';

/** How long a device waits before it asks again (RFC 8628, section 3.2). */
export const pollingIntervalSeconds = 5;

/**
 * What a device is told that asks for tokens before its user is ready, by the code that it asks with.
 *
 * Source: Auth0, "Call Your API Using the Device Authorization Flow", token responses.
 *
 * @param now milliseconds since the epoch
 */
export function polling(now: () => number): (deviceCode: string) => Refusal {
  const lastPolls = new Map<string, number>();
  return (deviceCode) => {
    const asked = now();
    for (const [code, at] of lastPolls) {
      if (asked - at >= pollingIntervalSeconds * 1000) lastPolls.delete(code);
    }
    const isTooFast = lastPolls.has(deviceCode);
    lastPolls.set(deviceCode, asked);
    return isTooFast
      ? new Refusal(
          429,
          'slow_down',
          `You are polling faster than the specified interval of ${pollingIntervalSeconds} seconds.`,
        )
      : new Refusal(403, 'authorization_pending', 'User has yet to authorize device code.');
  };
}
