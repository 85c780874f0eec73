import { boundedBody, BodyTooLargeError } from '../../http/bounded-body.ts';

/** The request with its body bounded. Fails at once when the declared length is already too large. */
export function boundedRequest(request: Request, maxBytes: number): Request {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new BodyTooLargeError(maxBytes);
  if (request.body === null) return request;
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body: boundedBody(request.body, maxBytes),
    duplex: 'half',
    signal: request.signal,
  });
}

/**
 * Reads a body to its end, or its bound, that nobody has begun to read. A server that answers with bytes still
 * to come has to reset the connection, and the client may lose the answer (RFC 9112 §9.6).
 */
export function drainUnread({ body, bodyUsed }: Request): void {
  if (body === null || bodyUsed || body.locked) return;
  body.pipeTo(new WritableStream()).catch(() => undefined);
}
