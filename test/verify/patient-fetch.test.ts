import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patientFetch } from '../../src/verify/patient-fetch.ts';

/** Answers one after the other, the last one again and again. */
function answering(...answers: readonly Response[]) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = (input) => {
    asked.push(new Request(input).url);
    return Promise.resolve((answers[asked.length - 1] ?? answers.at(-1))!.clone());
  };
  return { fetch, asked };
}

const busy = (headers: Record<string, string>) => new Response('{}', { status: 429, headers });
const url = 'https://tenant.eu.auth0.com/api/v2/clients';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function settled(asking: Promise<Response>): Promise<Response> {
  await vi.runAllTimersAsync();
  return asking;
}

/** As Auth0 says it: seconds since the epoch. */
const resetIn = (seconds: number) => ({
  'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + seconds),
});

test('asks a tenant again when it says so', async () => {
  const { fetch, asked } = answering(busy(resetIn(2)), new Response('[]'));
  const begun = Date.now();
  expect((await settled(patientFetch(fetch)(url))).status).toBe(200);
  expect(asked).toHaveLength(2);
  expect(Date.now() - begun).toBeGreaterThanOrEqual(2000);
});

test.each([
  ['does not say when', () => ({}), 1],
  ['is no tenant', () => ({ 'retry-after': '1' }), 1],
  ['asks for more than three seconds', () => resetIn(9), 1],
  ['is busy for ever', () => resetIn(-1), 5],
])('hands on the answer of who %s', async (_name, headers, requests) => {
  const { fetch, asked } = answering(busy(headers()));
  expect((await settled(patientFetch(fetch)(url))).status).toBe(429);
  expect(asked).toHaveLength(requests);
});

test('any other answer comes at once', async () => {
  const { fetch, asked } = answering(new Response('', { status: 503, headers: resetIn(1) }));
  expect((await patientFetch(fetch)(url)).status).toBe(503);
  expect(asked).toHaveLength(1);
});

test('an interruption ends the wait', async () => {
  const interruption = new AbortController();
  const { fetch } = answering(busy(resetIn(1)));
  const asking = patientFetch(fetch, interruption.signal)(url);
  const refused = expect(asking).rejects.toThrow('SIGINT');
  await vi.advanceTimersByTimeAsync(100);
  interruption.abort(new Error('SIGINT'));
  await refused;
});
