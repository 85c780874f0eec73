import { gzipSync } from 'node:zlib';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { callUpstream } from '../../src/connector/upstream/upstream.ts';

async function served(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('an answer that trickles is given up after five seconds, whatever came meanwhile', async () => {
  const limit = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
  onTestFinished(() => timeout.mockRestore());
  const url = await served((_request, response) => {
    response.writeHead(200);
    let written = 0;
    const trickle = setInterval(() => {
      response.write(' ');
      written += 1;
      if (written === 5) limit.abort(new DOMException('The time is up', 'TimeoutError'));
    }, 20);
    response.on('close', () => clearInterval(trickle));
  });
  await expect(callUpstream(fetch, url)).rejects.toMatchObject({ status: 503, retryAfterSeconds: 5 });
  expect(timeout.mock.calls).toEqual([[5_000]]);
});

test('an answer that unpacks to more than 256 KiB is given up at that size', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
  const url = await served((_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  );
  await expect(callUpstream(fetch, url)).rejects.toMatchObject({
    status: 502,
    detail: `${url} answered 200: The body is larger than 262144 bytes`,
  });
});
