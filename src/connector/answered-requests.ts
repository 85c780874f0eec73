import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestListener } from 'node:http';
import type { AuthorizationEvent, AuthorizationLog } from './endpoint/authorization-log.ts';

/** A request that was answered. Nothing in it is secret: neither queries nor bodies are kept. */
export interface AnsweredRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Absent where the connection was lost before the answer. */
  readonly status?: number;
  readonly durationMs: number;
  /** Why it was refused, or failed. */
  readonly explanation?: string;
}

/** One for all servers: each that a process has makes every promise in it dearer. */
const asked = new AsyncLocalStorage<{ event?: AuthorizationEvent }>();

/** Tells of every request to a server, with what its authorization event says where there is one. */
export class AnsweredRequests {
  readonly #tell: (request: AnsweredRequest) => void;

  constructor(tell: (request: AnsweredRequest) => void) {
    this.#tell = tell;
  }

  /** `log`, with what it is told noted of the request that is being answered. */
  noting(log: AuthorizationLog): AuthorizationLog {
    return (event) => {
      const request = asked.getStore();
      if (request !== undefined) request.event = event;
      log(event);
    };
  }

  /** `listener`, with each of its requests told when it has been answered or was given up. */
  listening(listener: RequestListener): RequestListener {
    return (request, response) => {
      const noted: { event?: AuthorizationEvent } = {};
      const startedMs = performance.now();
      response.once('close', () =>
        this.#tell({
          method: request.method ?? '',
          path: request.url?.split('?')[0] ?? '',
          ...(response.headersSent && { status: response.statusCode }),
          durationMs: Math.round(performance.now() - startedMs),
          ...explanationOf(noted.event),
        }),
      );
      asked.run(noted, () => listener(request, response));
    };
  }
}

function explanationOf(event: AuthorizationEvent | undefined): Pick<AnsweredRequest, 'explanation'> {
  const words = [event?.error, event?.reason].filter((part) => part !== undefined);
  return words.length === 0 ? {} : { explanation: words.join(': ') };
}
