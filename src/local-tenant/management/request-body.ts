import { ManagementError } from './errors.ts';

const MAXIMUM_BYTES = 1_048_576;

/**
 * Reads a JSON body.
 *
 * @throws {@link ManagementError} 415 for another media type, 413 beyond one megabyte, 400 for what is not JSON
 */
export async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new ManagementError(415, 'Unsupported Media Type');
  }
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new ManagementError(400, 'Invalid request payload JSON format', 'invalid_body');
  }
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAXIMUM_BYTES) {
      throw new ManagementError(413, `Payload content length greater than maximum allowed: ${MAXIMUM_BYTES}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
