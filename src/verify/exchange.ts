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

/** No answer came. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  readonly code = 'VERIFY_UNREACHABLE';
}

/**
 * Sends one request, follows no redirect, and reads the answer, whatever its status.
 *
 * @param transport `fetch` says how long an answer may take, and how large it may be
 * @throws {Unreachable} when none comes
 */
export async function exchange(
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
    throw new Unreachable(`${init.method ?? 'GET'} ${shown}: no answer: ${rootMessage(cause)}`, { cause });
  }
}

/** The JSON object that was answered; undefined when it is none. */
export function jsonObject({ text }: Exchange): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Status, OAuth's `error` and its description: what may be shown of an answer. */
export function answered(answer: Exchange): string {
  const body = jsonObject(answer);
  const words = [body?.['error'], body?.['error_description']].filter((word) => typeof word === 'string');
  return [`${answer.url} answered ${answer.status}`, ...words].join(': ');
}

/** Scheme, host and path. */
function withoutQuery(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** `fetch failed` says nothing; what lies beneath it does. */
export function rootMessage(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return rootMessage(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : rootMessage(error.cause);
}
