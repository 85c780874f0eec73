import type { Clock } from './clock.ts';

const attempts = 3;
const firstPauseMs = 250;

/**
 * Sends what can be repeated again, after a pause, while the server fails (RFC 9110 §15.6); the last answer is answered,
 * whatever it is.
 */
export async function persistently<Answer extends { readonly status: number }>(
  clock: Clock,
  send: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send();
    if (answer.status < 500 || attempt === attempts) return answer;
    await clock.sleep(firstPauseMs * 2 ** (attempt - 1));
  }
}
