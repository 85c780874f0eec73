import { boundedBytes } from '../http/bounded-body.ts';
import { waitingFor } from '../http/patience.ts';

const timeoutMs = 10_000;

/** No document of an authorization server, and no answer to a token request, comes near it. */
const maxBytes = 1024 * 1024;

/**
 * `fetch` whose answers come whole within ten seconds and a mebibyte, or not at all: whoever is asked cannot hold up those who
 * ask. `interrupted` ends it before its time.
 */
export function boundedFetch(fetch: typeof globalThis.fetch, interrupted?: AbortSignal): typeof fetch {
  const underWay = new Set<AbortController>();
  interrupted?.addEventListener('abort', () => {
    for (const request of underWay) request.abort(interrupted.reason);
  });
  return async (input, init) => {
    interrupted?.throwIfAborted();
    // A signal that AbortSignal.any makes may be collected, and its timeout with it, before the answer is read (Node 20).
    const request = new AbortController();
    const timer = setTimeout(() => request.abort(new Error('it was not whole within 10 seconds')), timeoutMs);
    underWay.add(request);
    try {
      const { host } = new URL(input instanceof Request ? input.url : input);
      return await waitingFor(`an answer of ${host}`, { atMostMs: timeoutMs }, () => {
        const answer = wholeAnswer(fetch(input, { ...init, signal: request.signal }));
        return Promise.race([answer, abortion(request.signal)]);
      });
    } finally {
      clearTimeout(timer);
      underWay.delete(request);
    }
  };
}

/** `fetch` that is not begun any more after an interruption, and that goes to its end once begun. */
export function fetchToEnd(fetch: typeof globalThis.fetch, interrupted?: AbortSignal): typeof fetch {
  const bounded = boundedFetch(fetch);
  return async (input, init) => {
    interrupted?.throwIfAborted();
    return bounded(input, init);
  };
}

async function wholeAnswer(answering: Promise<Response>): Promise<Response> {
  const { body, status, headers } = await answering;
  if (body === null) return new Response(null, { status, headers });
  const bytes = await boundedBytes(body, maxBytes);
  // Some statuses have no body, and a Response refuses them one (Fetch standard, "null body status").
  return new Response(bytes.length === 0 ? null : bytes, { status, headers });
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
