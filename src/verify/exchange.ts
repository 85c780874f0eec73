import { ExpectedError } from '../text/expected-error.ts';
import { rootMessage } from '../text/root-message.ts';
import { jsonIn } from '../text/json.ts';

/** One request and its answer, read whole. */
export interface Exchange {
  /** Without the query, which may hold what nobody should see. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** No answer came, or none to what was asked. */
export class Unreachable extends ExpectedError {
  override readonly name = 'Unreachable';
  readonly code = 'VERIFY_UNREACHABLE';
  /** The origin that gave no answer at all; undefined where one came that tells nothing. */
  readonly silentOrigin: string | undefined;

  constructor(message: string, options: ErrorOptions & { readonly silentOrigin?: string } = {}) {
    super(message, options);
    this.silentOrigin = options.silentOrigin;
  }
}

/**
 * Sends one request, follows no redirect, and reads the answer.
 *
 * @param transport `fetch` says how long an answer may take, and how large it may be
 * @throws {Unreachable} when none comes, or one that tells nothing
 */
export async function exchange(...request: Parameters<typeof answerTo>): Promise<Exchange> {
  return conclusive(await answerTo(...request));
}

/**
 * Sends one request, follows no redirect, and reads the answer, whatever its status.
 *
 * @throws {Unreachable} when no answer comes
 */
export async function answerTo(
  { fetch, now }: { readonly fetch: typeof globalThis.fetch; readonly now: () => number },
  url: string | URL,
  init: RequestInit = {},
): Promise<Exchange> {
  const shown = withoutQuery(url);
  try {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const text = await response.text();
    return { url: shown, status: response.status, headers: response.headers, text, receivedAt: now() };
  } catch (cause) {
    const silentOrigin = new URL(url).origin;
    const said = `${init.method ?? 'GET'} ${shown}: no answer: ${rootMessage(cause)}`;
    throw new Unreachable(said, { cause, silentOrigin });
  }
}

/** Whether a status says that the server cannot answer now, and nothing of what was asked (RFC 6585 §4; RFC 9110 §15.6). */
export const tellsNothing = (status: number): boolean => status === 429 || status >= 500;

/** @throws {Unreachable} for an answer that tells nothing of what was asked */
export function conclusive(answer: Exchange): Exchange {
  if (tellsNothing(answer.status)) throw new Unreachable(answered(answer));
  return answer;
}

/**
 * {@link conclusive} for a server that others stand behind: 502 and 503 say something of them (RFC 9110 §15.6.3, §15.6.4).
 *
 * @throws {Unreachable} for any other answer that tells nothing
 */
export function conclusiveOfGateway(answer: Exchange): Exchange {
  return answer.status === 502 || answer.status === 503 ? answer : conclusive(answer);
}

/** The JSON object that was answered; undefined when it is none. */
export function answeredObject({ text }: Exchange): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** Status, OAuth's `error` and its description: what may be shown of an answer. */
export function answered(answer: Exchange): string {
  const body = answeredObject(answer);
  const words = [body?.['error'], body?.['error_description']].filter((word) => typeof word === 'string');
  return [`${answer.url} answered ${answer.status}`, ...words].join(': ');
}

/** Scheme, host and path. */
function withoutQuery(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
