import { ManagementError } from './errors.ts';
import { jsonIn } from '../../text/json.ts';

const maximumBytes = 1_048_576;
/** Of objects and arrays in each other; no body of this API needs ten. */
const maximumDepth = 100;

/**
 * Reads a JSON body.
 *
 * @throws {@link ManagementError} 415 for another media type, 413 beyond one megabyte, 400 for what is not JSON or not harmless
 */
export async function readJson(request: Request): Promise<unknown> {
  checkMediaType(request);
  return parsedBody(await readText(request));
}

/** The same where no body may be sent: that is null. */
export async function readJsonIfAny(request: Request): Promise<unknown> {
  const text = await readText(request);
  if (text === '') return null;
  checkMediaType(request);
  return parsedBody(text);
}

function checkMediaType(request: Request): void {
  if (/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '')) return;
  throw new ManagementError(415, 'Unsupported Media Type');
}

function parsedBody(text: string): unknown {
  const body = jsonIn(text);
  if (body !== undefined && isHarmless(body, maximumDepth)) return body;
  throw new ManagementError(400, 'Invalid request payload JSON format', 'invalid_body');
}

/** A `__proto__` is meant for whoever copies the object; what is too deep, for whoever walks it. */
function isHarmless(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(
    ([name, member]) => name !== '__proto__' && isHarmless(member, depth - 1),
  );
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maximumBytes) {
      throw new ManagementError(413, `Payload content length greater than maximum allowed: ${maximumBytes}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
