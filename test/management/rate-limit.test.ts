import { expect, test } from 'vitest';
import { RequestPacer } from '../../src/management/rate-limit.ts';
import { FakeClock } from '../support/stand-ins/fake-clock.ts';

const now = 1_700_000_000_000;
const nowSeconds = now / 1000;

const answer = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
});
const slots = (remaining: number, resetInSeconds = 10) =>
  answer(200, {
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(nowSeconds + resetInSeconds),
  });

/** Requests that a test answers one by one. */
function heldRequests(limiter: RequestPacer) {
  const open: ((response: ReturnType<typeof answer>) => void)[] = [];
  return {
    open,
    send: () => limiter.run(() => new Promise<ReturnType<typeof answer>>((resolve) => open.push(resolve))),
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

test('sends one request to learn the limit, then as many as there are free slots', async () => {
  const requests = heldRequests(new RequestPacer(new FakeClock(now)));
  const all = Promise.all(Array.from({ length: 6 }, requests.send));
  await requests.settled();
  expect(requests.open).toHaveLength(1);

  requests.open[0]?.(slots(3));
  await requests.settled();
  expect(requests.open).toHaveLength(4);

  requests.open[1]?.(slots(2));
  await requests.settled();
  expect(requests.open).toHaveLength(4);

  for (let next = 2; next < 6; next += 1) {
    requests.open[next]?.(slots(5));
    await requests.settled();
  }
  await all;
  expect(requests.open).toHaveLength(6);
});

test('holds nothing back when the answers carry no rate-limit headers', async () => {
  const requests = heldRequests(new RequestPacer(new FakeClock(now)));
  const all = Promise.all(Array.from({ length: 20 }, requests.send));
  await requests.settled();
  requests.open[0]?.(answer(200));
  await requests.settled();
  expect(requests.open).toHaveLength(20);
  for (const respond of requests.open) respond(answer(200));
  await all;
});

test('waits exactly until x-ratelimit-reset when no slot is free', async () => {
  const clock = new FakeClock(now);
  const limiter = new RequestPacer(clock);
  await limiter.run(async () => slots(0, 7));
  await limiter.run(async () => slots(5));
  expect(clock.waits).toEqual([7000]);
});

test.each([
  ['retry-after in seconds', { 'retry-after': '3', 'x-ratelimit-reset': String(nowSeconds + 60) }, 3000],
  ['retry-after as a date', { 'retry-after': new Date(now + 4000).toUTCString() }, 4000],
  ['x-ratelimit-reset', { 'x-ratelimit-reset': String(nowSeconds + 2) }, 2000],
  ['x-ratelimit-reset in the past', { 'x-ratelimit-reset': String(nowSeconds - 2) }, 1000],
  ['retry-after in the past', { 'retry-after': new Date(now - 4000).toUTCString() }, 1000],
  ['retry-after of no time', { 'retry-after': '0' }, 1000],
  ['garbage in retry-after', { 'retry-after': 'soon' }, 5000],
  [
    'garbage in retry-after beside x-ratelimit-reset',
    { 'retry-after': 'soon', 'x-ratelimit-reset': String(nowSeconds + 2) },
    2000,
  ],
  ['garbage in x-ratelimit-reset', { 'x-ratelimit-reset': 'later' }, 5000],
  ['empty headers', { 'retry-after': '', 'x-ratelimit-reset': '' }, 5000],
  ['x-ratelimit-reset in milliseconds', { 'x-ratelimit-reset': String(now + 2000) }, 60_000],
  ['retry-after of a day', { 'retry-after': '86400' }, 60_000],
  ['no header at all', {}, 5000],
])('waits after 429 as %s says', async (_, headers, waited) => {
  const clock = new FakeClock(now);
  const limiter = new RequestPacer(clock);
  await limiter.run(async () => answer(429, headers));
  await limiter.run(async () => answer(200));
  expect(clock.waits).toEqual([waited]);
});

test('gives the slot back when a request fails', async () => {
  const limiter = new RequestPacer(new FakeClock(now));
  const failing = async () => {
    throw new Error('no answer');
  };
  await expect(limiter.run(failing)).rejects.toThrow('no answer');
  await expect(limiter.run(async () => answer(200))).resolves.toMatchObject({ status: 200 });
});

test.each([
  ['ahead of', 3_500],
  ['behind', -3_500],
])('a reset is by the clock of the server, which this machine is %s', async (_, aheadSeconds) => {
  const clock = new FakeClock(now + aheadSeconds * 1000);
  const limiter = new RequestPacer(clock);
  const date = new Date(now).toUTCString();
  const answers = [
    answer(429, { date, 'x-ratelimit-reset': String(nowSeconds + 7), 'x-ratelimit-remaining': '0' }),
    answer(200),
  ];
  await limiter.patiently(() => Promise.resolve(answers.shift() ?? answer(200)));
  expect(clock.waits).toEqual([7000]);
});
