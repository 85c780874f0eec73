import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';
import { bodyText, mediaType } from './request-body.ts';
import { jsonIn } from '../../text/json.ts';

/**
 * The parameters in a request's body, which Auth0 takes as a form or as JSON.
 *
 * @throws {Refusal} 400 `invalid_request` for another content type, malformed JSON or a value that is not a string; 413 for
 *   more than 100 KiB
 */
export async function formParameters(request: IncomingMessage): Promise<URLSearchParams> {
  const text = await bodyText(request);
  const type = mediaType(request);
  if (type === 'application/x-www-form-urlencoded') return new URLSearchParams(text);
  if (type === 'application/json') return jsonParameters(text);
  throw new Refusal(
    400,
    'invalid_request',
    'Send the parameters as application/x-www-form-urlencoded or application/json.',
  );
}

function jsonParameters(text: string): URLSearchParams {
  const body = jsonIn(text);
  if (body === undefined) throw new Refusal(400, 'invalid_request', 'The request body is not valid JSON.');
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'invalid_request', 'The request body must be a JSON object.');
  }
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'string') {
      throw new Refusal(400, 'invalid_request', `The value of "${name}" must be a string.`);
    }
    parameters.append(name, value);
  }
  return parameters;
}
