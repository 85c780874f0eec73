import { expect, test } from 'vitest';
import { boundedRequest } from '../../src/connector/endpoint/bounded-request.ts';

function chunked(chunks: number): { body: ReadableStream<Uint8Array>; pulled: () => number } {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (pulled === chunks) return controller.close();
        pulled += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, pulled: () => pulled };
}

function post(body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}): Request {
  return new Request('https://omnichat.com/', { method: 'POST', body, headers, duplex: 'half' });
}

test('passes a body of exactly the limit on', async () => {
  const bytes = await boundedRequest(post(chunked(4).body), 4096).arrayBuffer();

  expect(bytes.byteLength).toBe(4096);
});

test('stops reading at the limit, whatever length was declared', async () => {
  const { body, pulled } = chunked(1000);
  const bounded = boundedRequest(post(body, { 'content-length': '10' }), 4096);

  await expect(bounded.arrayBuffer()).rejects.toMatchObject({
    name: 'BodyTooLargeError',
    message: 'The body is larger than 4096 bytes',
  });
  expect(pulled()).toBeLessThan(10);
});

test('refuses a body that is declared too large without reading it', () => {
  const { body, pulled } = chunked(1000);

  expect(() => boundedRequest(post(body, { 'content-length': '4097' }), 4096)).toThrow(
    'The body is larger than 4096 bytes',
  );
  expect(pulled()).toBe(0);
});
