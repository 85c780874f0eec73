import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { boundedFetch, fetchToEnd } from '../../src/verify/bounded-fetch.ts';

/** Serves answers for one test. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('an answer comes as it is', async () => {
  const url = await serve((_request, response) =>
    response.writeHead(400, { 'x-sent': 'yes', 'content-type': 'application/json' }).end('{"error":"no"}'),
  );
  const answer = await boundedFetch(fetch)(url);
  expect([answer.status, answer.headers.get('x-sent'), await answer.json()]).toEqual([
    400,
    'yes',
    { error: 'no' },
  ]);
});

test.each([204, 302, 304])('an answer without a body comes as it is: %i', async (status) => {
  const url = await serve((_request, response) => response.writeHead(status, { location: '/' }).end());
  const answer = await boundedFetch(fetch)(url, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([status, '/', '']);
});

test('an answer that goes on and on is broken off after a mebibyte', async () => {
  let closed: () => void;
  const ended = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const url = await serve((_request, response) => {
    const sending = setInterval(() => response.write(Buffer.alloc(64 * 1024, 'a')), 1);
    response.writeHead(200).on('close', () => {
      clearInterval(sending);
      closed();
    });
  });
  await expect(boundedFetch(fetch)(url)).rejects.toThrow('The body is larger than 1048576 bytes');
  await ended;
});

describe('after ten seconds', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test.each<[string, RequestListener]>([
    ['that has not begun', () => undefined],
    ['whose body has not ended', (_request, response) => response.writeHead(200).write('{')],
  ])('an answer %s is given up', async (_name, answer) => {
    let arrived: () => void;
    const asked = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const url = await serve((request, response) => {
      answer(request, response);
      arrived();
    });
    const refused = expect(boundedFetch(fetch)(url)).rejects.toThrow('it was not whole within 10 seconds');
    await asked;
    vi.advanceTimersByTime(10_000);
    await refused;
  });

  test('an answer that came before leaves no timer behind', async () => {
    const url = await serve((_request, response) => response.end('done'));
    await boundedFetch(fetch)(url);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an interruption', () => {
  const endless: typeof fetch = () => new Promise(() => undefined);

  test('ends what is under way', async () => {
    const interruption = new AbortController();
    const refused = expect(boundedFetch(endless, interruption.signal)('https://x.example/')).rejects.toBe(
      'SIGINT',
    );
    interruption.abort('SIGINT');
    await refused;
  });

  test('does not end what goes to its end', async () => {
    const interruption = new AbortController();
    const url = await serve((_request, response) => {
      interruption.abort('SIGINT');
      response.end('done');
    });
    const answer = await fetchToEnd(fetch, interruption.signal)(url);
    expect(await answer.text()).toBe('done');
  });

  test.each([
    ['boundedFetch', boundedFetch],
    ['fetchToEnd', fetchToEnd],
  ])('lets %s begin nothing more', async (_name, make) => {
    const unasked = vi.fn<typeof fetch>();
    const bounded = make(unasked, AbortSignal.abort('SIGINT'));
    await expect(bounded('https://x.example/')).rejects.toBe('SIGINT');
    expect(unasked).not.toHaveBeenCalled();
  });
});
