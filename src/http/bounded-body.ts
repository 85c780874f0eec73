/** A message body grew beyond its limit. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The body is larger than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

/**
 * Reads a body to its end, and fails with {@link BodyTooLargeError} at the first byte beyond the limit. Counts what arrives: a
 * Content-Length may be absent or untrue.
 */
export async function boundedText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<string> {
  return body === null ? '' : new TextDecoder().decode(await boundedBytes(body, maxBytes));
}

/** As {@link boundedText}, in bytes. */
export async function boundedBytes(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const bound = boundOf(maxBytes);
  for await (const chunk of body) chunks.push(bound(chunk));
  return Buffer.concat(chunks);
}

/** Passes a body on, with the same limit. */
export function boundedBody(body: ReadableStream<Uint8Array>, maxBytes: number): ReadableStream<Uint8Array> {
  const bound = boundOf(maxBytes);
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(bound(chunk));
      },
    }),
  );
}

/** Lets chunks through as long as all of them together are within the limit. */
function boundOf(maxBytes: number): (chunk: Uint8Array) => Uint8Array {
  let received = 0;
  return (chunk) => {
    received += chunk.byteLength;
    if (received > maxBytes) throw new BodyTooLargeError(maxBytes);
    return chunk;
  };
}
