import { gzipSync } from 'node:zlib';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
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
  const url = await served((_request, response) => {
    response.writeHead(200);
    const trickle = setInterval(() => response.write(' '), 400);
    response.on('close', () => clearInterval(trickle));
  });
  const startedMs = performance.now();
  await expect(callUpstream(fetch, url)).rejects.toMatchObject({ status: 503, retryAfterSeconds: 5 });
  expect(performance.now() - startedMs).toBeLessThan(8_000);
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
