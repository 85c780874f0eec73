import { Agent, fetch as undiciFetch } from 'undici';
import { BodyTooLargeError, boundedText } from '../http/bounded-body.ts';
import { loopbackLookup } from '../http/loopback-lookup.ts';
import { waitingFor } from '../http/patience.ts';
import { rootCause, rootMessage } from '../text/root-message.ts';
import { ManagementError, type TransportFailure } from './management-error.ts';

/** Where a tenant is, and whom to trust for it. */
export interface TenantAddress {
  /** Host, with a port if it is not 443; no scheme. */
  readonly domain: string;
  /** The one certificate authority to trust, PEM: a local tenant's own. @default the usual ones */
  readonly ca?: string;
  /** How long one exchange may take, from the first byte sent to the last one read. @default 30 s */
  readonly deadlineMs?: number;
  /** How requests get there. @default over the network, and `ca` says whom to trust */
  readonly fetch?: typeof globalThis.fetch;
}

/** One request; the body is sent as it is. */
export interface TenantRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path and query, from the root. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer of any status. `body` is the JSON, or undefined where there is none. */
export interface TenantAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: unknown;
}

/** Auth0's largest pages are far below it. */
const largestAnswerBytes = 16 * 1024 * 1024;
const largestPool = 4;

const authority = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i;

const untrusted = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Whether a text can name a tenant: a host with an optional port. */
export const isTenantHost = (text: string): boolean => authority.test(text);

/** HTTPS to one tenant, and to nothing else. */
export class TenantConnection {
  readonly domain: string;
  readonly #agent: Agent;
  readonly #deadlineMs: number;
  readonly #fetch: typeof globalThis.fetch;

  /** @throws {TypeError} when the domain is anything but a host with an optional port */
  constructor({ domain, ca, deadlineMs = 30_000, fetch }: TenantAddress) {
    if (!isTenantHost(domain)) {
      throw new TypeError(`${JSON.stringify(domain)} is not a host with an optional port.`);
    }
    this.domain = domain;
    this.#deadlineMs = deadlineMs;
    const dispatcher = new Agent({
      connections: largestPool,
      ...(ca !== undefined && { connect: { ca, lookup: loopbackLookup } }),
    });
    this.#agent = dispatcher;
    this.#fetch = fetch ?? ((url, init) => undiciFetch(url as string, { ...init, dispatcher } as object));
  }

  /**
   * Sends one request and reads the whole answer, of at most 16 MiB when unpacked.
   *
   * @throws {ManagementError} with a {@link TransportFailure} as its code when no answer, or none in JSON, came
   */
  send(request: TenantRequest): Promise<TenantAnswer> {
    return waitingFor(`an answer of ${this.domain}`, { atMostMs: this.#deadlineMs }, () =>
      this.#exchange(request),
    );
  }

  async #exchange({ method, path, headers, body }: TenantRequest): Promise<TenantAnswer> {
    const fail = (errorCode: TransportFailure, reason: string, cause: unknown) =>
      new ManagementError({ method, path, domain: this.domain, errorCode, reason, cause });
    // Each byte that trickles in would put off a timeout for silence.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#deadlineMs);
    try {
      const response = await this.#fetch(`https://${this.domain}${path}`, {
        method,
        headers: { accept: 'application/json', ...headers },
        redirect: 'error',
        signal: deadline.signal,
        ...(body !== undefined && { body }),
      });
      const text = await boundedText(response.body, largestAnswerBytes);
      return { status: response.status, headers: response.headers, body: parse(text, fail) };
    } catch (error) {
      if (error instanceof ManagementError) throw error;
      if (deadline.signal.aborted) {
        throw fail('timeout', `The answer was not whole within ${this.#deadlineMs / 1000} s`, error);
      }
      const root = rootCause(error);
      if (root instanceof BodyTooLargeError)
        throw fail('invalid_answer', 'The answer is larger than 16 MiB', error);
      const code = root instanceof Error && 'code' in root ? String(root.code) : '';
      const reason = rootMessage(error) || code;
      if (untrusted.has(code)) throw fail('tls_untrusted', reason, error);
      throw fail(code.endsWith('TIMEOUT') ? 'timeout' : 'network_error', reason, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the connections that are kept alive. */
  async close(): Promise<void> {
    await this.#agent.close();
  }
}

function parse(
  text: string,
  fail: (code: TransportFailure, reason: string, cause: unknown) => Error,
): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fail('invalid_answer', 'The answer is not JSON', error);
  }
}
