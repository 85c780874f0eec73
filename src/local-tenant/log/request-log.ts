import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { RecentAnswers } from '../recent-answers.ts';
import type { Listener } from '../server.ts';
import { askedBySdk } from './asking-sdk.ts';

/** A request that a tenant answered. Nothing in it is secret: neither queries nor bodies are kept. */
export interface LogEntry {
  /** When it came, ISO 8601. */
  readonly date: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** The application that asked, where the request says so by itself. */
  readonly clientId?: string;
  /** Why it was refused, in the words of the answer. */
  readonly explanation?: string;
}

const mostEntries = 1000;
/** No refusal is longer, and no page needs to be kept to be understood. */
const mostBytes = 16 * 1024;

/** The last thousand requests of a tenant, the latest last. */
export class RequestLog {
  readonly #entries: LogEntry[] = [];
  readonly #now: () => number;

  readonly #onEntry: (entry: LogEntry) => void;

  /**
   * @param now milliseconds since the epoch
   * @param onEntry hears of each request when it has been answered
   */
  constructor(now: () => number, onEntry: (entry: LogEntry) => void = () => undefined) {
    this.#now = now;
    this.#onEntry = onEntry;
  }

  get entries(): readonly LogEntry[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** `listener`, with each of its requests noted when it has been answered. */
  listening(listener: Listener): Listener {
    return (request, response) => {
      const { method = '', url = '' } = request;
      const date = new Date(this.#now()).toISOString();
      const startedMs = performance.now();
      const clientId = clientOf(request, url);
      onAnswer(response, (explanation) => {
        const entry = {
          date,
          method,
          path: url.split('?')[0] ?? '',
          status: response.statusCode,
          durationMs: Math.round(performance.now() - startedMs),
          ...(clientId !== undefined && { clientId }),
          ...(explanation !== undefined && { explanation }),
        };
        this.#entries.push(entry);
        this.#onEntry(entry);
        if (this.#entries.length > mostEntries) this.#entries.shift();
      });
      return askedBySdk(request, () => listener(request, response));
    };
  }
}

/** By access token, which whoever calls an API sends again and again. */
const bearers = new RecentAnswers<string>(100);

/** The application in the query, or the one that the bearer token or the basic credentials name; nothing of it is proved. */
function clientOf({ headers }: IncomingMessage, url: string): string | undefined {
  const query = url.split('?')[1];
  const asked = query === undefined ? null : new URLSearchParams(query).get('client_id');
  if (asked !== null) return asked;
  if (headers.authorization === undefined) return undefined;
  const [scheme, credentials = ''] = headers.authorization.split(' ');
  if (scheme?.toLowerCase() === 'basic') {
    return Buffer.from(credentials, 'base64').toString().split(':')[0] || undefined;
  }
  const known = bearers.get(credentials);
  if (known !== undefined) return known;
  const bearer = bearerOf(credentials);
  if (bearer !== undefined) bearers.set(credentials, bearer);
  return bearer;
}

function bearerOf(token: string): string | undefined {
  try {
    const { azp } = decodeJwt(token);
    return typeof azp === 'string' ? azp : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Tells once, before the last of an answer goes out or when its connection is lost, why it is a refusal: by its JSON, its page's
 * alert, or the error that it redirects with.
 */
function onAnswer(response: ServerResponse, tell: (explanation: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let told = false;
  const keep = (chunk: unknown): void => {
    if (response.statusCode < 400 || bytes > mostBytes) return;
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    const buffer = Buffer.from(chunk as string);
    bytes += buffer.length;
    chunks.push(buffer);
  };
  const done = (): void => {
    if (told) return;
    told = true;
    const location = response.getHeader('location');
    if (typeof location === 'string') tell(redirectedError(location));
    else tell(response.statusCode < 400 ? undefined : bodyError(Buffer.concat(chunks).toString()));
  };
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.write = (...args: unknown[]) => {
    keep(args[0]);
    return write(...args);
  };
  response.end = (...args: unknown[]) => {
    keep(args[0]);
    done();
    return end(...args);
  };
  response.once('close', done);
}

function redirectedError(location: string): string | undefined {
  const { searchParams, hash } = new URL(location, 'https://localhost');
  for (const parameters of [searchParams, new URLSearchParams(hash.slice(1))]) {
    const words = sentence(parameters.get('error'), parameters.get('error_description'));
    if (words !== undefined) return words;
  }
  return undefined;
}

function bodyError(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return sentence(body['errorCode'] ?? body['error'], body['message'] ?? body['error_description']);
  } catch {
    const [, code, words] = /role="alert"><code>([^<]*)<\/code>: ([^<]*)</.exec(text) ?? [];
    return sentence(code, words);
  }
}

function sentence(code: unknown, words: unknown): string | undefined {
  const parts = [code, words].filter((part) => typeof part === 'string' && part !== '');
  return parts.length === 0 ? undefined : parts.join(': ');
}
