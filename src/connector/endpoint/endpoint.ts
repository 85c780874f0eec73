import type { AuthorizationFacts, AuthorizationLog, EndpointName } from './authorization-log.ts';
import { BodyTooLargeError } from '../../http/bounded-body.ts';
import { boundedRequest, drainUnread } from './bounded-request.ts';
import { type CorsPolicy, corsHeaders, isPreflight, isRefusedOrigin, preflightResponse } from './cors.ts';
import { clientAddressOf } from './client-address.ts';
import { logText } from './log-text.ts';
import { OAuthError } from './oauth-error.ts';
import { type RateLimiter, tooManyRequests } from './rate-limiter.ts';

/** What the web server knows about a request and the request does not say itself. */
export interface RequestContext {
  /**
   * The IP address of the connection's other end, for rate limits and the log. Clients without one share one
   * allowance.
   */
  readonly clientAddress?: string | undefined;
}

/** A mountable endpoint. Always answers; rejects only where the log throws. */
export type Handler = (request: Request, context?: RequestContext) => Promise<Response>;

/**
 * Answers one method of an endpoint, by return or by throwing an {@link OAuthError}; `note` adds to the log
 * line.
 */
export type MethodHandler = (
  request: Request,
  note: (facts: AuthorizationFacts) => void,
) => Response | Promise<Response>;

/** What an endpoint consists of. */
export interface EndpointDefinition {
  readonly name: EndpointName;
  /** By method, upper case. HEAD comes with GET. */
  readonly methods: Readonly<Record<string, MethodHandler>>;
  readonly cors: CorsPolicy;
  readonly rateLimiter: RateLimiter;
  readonly maxBodyBytes: number;
}

/** What all endpoints share. */
export interface EndpointSurroundings {
  readonly log: AuthorizationLog;
  readonly now: () => number;
  /** How many proxies in front are believed about the client's address. */
  readonly trustedProxies: number;
  /** Sent with every answer. */
  readonly securityHeaders: Readonly<Record<string, string>>;
}

/**
 * Puts the guards that every endpoint needs around its handlers, in this order: preflight, rate limit, origin,
 * method, body size, handler; then CORS and security headers on whatever the answer is, and one log line.
 */
export function createEndpoint(definition: EndpointDefinition, surroundings: EndpointSurroundings): Handler {
  const { name, cors } = definition;
  const { log, now, trustedProxies, securityHeaders } = surroundings;
  const defaults = { 'cache-control': 'no-store', ...securityHeaders };

  return async (request, context = {}) => {
    const origin = request.headers.get('origin');
    const clientAddress = clientAddressOf(request, context.clientAddress, trustedProxies);
    const dress = (response: Response): Response =>
      dressed(response, request, defaults, corsHeaders(cors, origin));
    let facts: AuthorizationFacts = {};
    let refusal: OAuthError | undefined;
    let response: Response;
    try {
      const note = (more: AuthorizationFacts): void => {
        facts = { ...facts, ...more };
      };
      response = dress(await answer(definition, request, clientAddress ?? '', note));
    } catch (error) {
      refusal = asOAuthError(error, request);
      response = dress(refusal.toResponse());
    }

    if (!(isPreflight(request) && response.ok)) {
      log({
        time: new Date(now()).toISOString(),
        event: name,
        outcome: refusal?.outcome ?? outcomeOf(response.status),
        status: response.status,
        method: request.method,
        path: new URL(request.url).pathname,
        ...(clientAddress !== undefined && { clientAddress }),
        ...(origin !== null && { origin: logText(origin) }),
        ...facts,
        ...(refusal?.code !== undefined && { error: refusal.code }),
        ...(refusal !== undefined && { reason: logText(refusal.detail ?? refusal.message) }),
      });
    }

    return response;
  };
}

/**
 * The response with our defaults beneath its own headers and the CORS headers over them; `Vary` adds up.
 *
 * @throws {TypeError} for what is no response that could be sent, such as `Response.error()`
 */
function dressed(
  response: Response,
  request: Request,
  defaults: Readonly<Record<string, string>>,
  cors: Readonly<Record<string, string>>,
): Response {
  // A server of Hono puts a Response of its own in the place of Node's, and that one takes every status.
  if (response.status < 200)
    throw new TypeError(`A handler gave a response with the status ${response.status}.`);
  const headers = new Headers(defaults);
  for (const [key, value] of response.headers) {
    if (key === 'set-cookie') headers.append(key, value);
    else headers.set(key, value);
  }
  for (const [key, value] of Object.entries(cors)) {
    if (key === 'vary') headers.append(key, value);
    else headers.set(key, value);
  }
  if (request.method !== 'HEAD') return new Response(response.body, { status: response.status, headers });
  response.body?.cancel().catch(() => undefined);
  return new Response(null, { status: response.status, headers });
}

async function answer(
  { methods, cors, rateLimiter, maxBodyBytes }: EndpointDefinition,
  request: Request,
  clientAddress: string,
  note: (facts: AuthorizationFacts) => void,
): Promise<Response> {
  const allowed = Object.keys(methods).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  const refusedOrigin = isRefusedOrigin(cors, request.headers.get('origin'));
  if (isPreflight(request) && !refusedOrigin) return preflightResponse(allowed);

  const waitSeconds = rateLimiter(clientAddress);
  if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
  if (refusedOrigin) {
    throw new OAuthError(403, 'access_denied', 'Pages of this origin may not use this endpoint');
  }
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler === undefined) {
    throw new OAuthError(405, 'invalid_request', `This endpoint answers ${allowed.join(', ')} only`, {
      headers: { allow: allowed.join(', ') },
    });
  }
  const bounded = boundedRequest(request, maxBodyBytes);
  try {
    return await handler(bounded, note);
  } finally {
    drainUnread(bounded);
  }
}

function asOAuthError(error: unknown, request: Request): OAuthError {
  if (error instanceof OAuthError) return error;
  if (error instanceof BodyTooLargeError) {
    return new OAuthError(413, 'invalid_request', error.message, { cause: error });
  }
  if (request.signal.aborted) {
    return new OAuthError(400, 'invalid_request', 'The request was given up by the client', { cause: error });
  }
  return new OAuthError(500, 'server_error', 'The server failed to answer this request', {
    cause: error,
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
}

function outcomeOf(status: number): 'accepted' | 'refused' | 'failed' {
  if (status < 400) return 'accepted';
  return status < 500 ? 'refused' : 'failed';
}
