import { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

const largestBody = 100 * 1024;

/**
 * The whole body of a request.
 *
 * @throws {Refusal} 413 for more than 100 KiB
 */
export async function bodyText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const tooLarge = () => new Refusal(413, 'invalid_request', 'request entity too large');

/** The media type of a request's body, in lower case and without parameters. */
export function mediaType({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** oidc-provider reads no more, and takes the rest for a failure of its own. */
const largestForProvider = 56 * 1024;

/**
 * The request again, with another body in a stream that nobody has read yet.
 *
 * @throws {Refusal} 413 for more than oidc-provider reads: a form may have grown as it was encoded anew
 */
export function withBody(request: IncomingMessage, contentType: string, text: string): IncomingMessage {
  const body = Buffer.from(text);
  if (body.length > largestForProvider) throw tooLarge();
  const fresh = new IncomingMessage(request.socket);
  const { 'transfer-encoding': _, ...headers } = request.headers;
  fresh.method = request.method ?? 'POST';
  fresh.url = request.url ?? '/';
  fresh.headers = { ...headers, 'content-type': contentType, 'content-length': String(body.length) };
  fresh.push(body);
  fresh.push(null);
  fresh.complete = true;
  return fresh;
}
