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
 * Passes a body on and fails it with {@link BodyTooLargeError} at the first byte beyond the limit. Counts
 * what arrives: a Content-Length may be absent or untrue.
 */
export function boundedBody(body: ReadableStream<Uint8Array>, maxBytes: number): ReadableStream<Uint8Array> {
  let received = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength;
        if (received > maxBytes) throw new BodyTooLargeError(maxBytes);
        controller.enqueue(chunk);
      },
    }),
  );
}
