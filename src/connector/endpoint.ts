import type { AuthorizationFacts, AuthorizationLog, EndpointName } from './authorization-log.ts';
import { BodyTooLargeError, boundedRequest } from './bounded-body.ts';
import { type CorsPolicy, corsHeaders, isPreflight, isRefusedOrigin, preflightResponse } from './cors.ts';
import { OAuthError } from './oauth-error.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** What the web server knows about a request and the request does not say itself. */
interface RequestContext {
  /**
   * The client's IP address, for rate limits and the log: the socket's, or a forwarded one where the server
   * trusts the proxy that set it.
   */
  clientAddress: string;
}

/** A mountable endpoint. Always answers; never throws. */
export type Handler = (request: Request, context: RequestContext) => Promise<Response>;

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
  name: EndpointName;
  /** By method, upper case. HEAD comes with GET. */
  methods: Readonly<Record<string, MethodHandler>>;
  cors: CorsPolicy;
  rateLimiter: RateLimiter;
  maxBodyBytes: number;
}

/** What all endpoints share. */
export interface EndpointSurroundings {
  log: AuthorizationLog;
  now: () => number;
  /** Sent with every answer. */
  securityHeaders: Readonly<Record<string, string>>;
}

/**
 * Puts the guards that every endpoint needs around its handlers, in this order: origin, preflight, method,
 * rate limit, body size, handler; then CORS and security headers on whatever the answer is, and one log line.
 */
export function createEndpoint(definition: EndpointDefinition, surroundings: EndpointSurroundings): Handler {
  const { name, cors } = definition;
  const { log, now, securityHeaders } = surroundings;

  return async (request, { clientAddress }) => {
    const origin = request.headers.get('origin');
    let facts: AuthorizationFacts = {};
    let refusal: OAuthError | undefined;
    let response: Response;
    try {
      response = await answer(definition, request, clientAddress, (more) => {
        facts = { ...facts, ...more };
      });
    } catch (error) {
      refusal = asOAuthError(error, request);
      response = refusal.toResponse();
    }

    if (!(isPreflight(request) && response.ok)) {
      log({
        time: new Date(now()).toISOString(),
        event: name,
        outcome: outcomeOf(response.status),
        status: response.status,
        method: request.method,
        path: new URL(request.url).pathname,
        clientAddress,
        ...(origin !== null && { origin }),
        ...facts,
        ...(refusal?.code !== undefined && { error: refusal.code }),
        ...(refusal !== undefined && { reason: refusal.detail ?? refusal.message }),
      });
    }

    const headers = new Headers({ 'cache-control': 'no-store', ...securityHeaders });
    for (const [key, value] of response.headers) {
      if (key === 'set-cookie') headers.append(key, value);
      else headers.set(key, value);
    }
    for (const [key, value] of Object.entries(corsHeaders(cors, origin))) {
      if (key === 'vary') headers.append(key, value);
      else headers.set(key, value);
    }
    const body = request.method === 'HEAD' ? null : response.body;
    return new Response(body, { status: response.status, headers });
  };
}

function answer(
  { methods, cors, rateLimiter, maxBodyBytes }: EndpointDefinition,
  request: Request,
  clientAddress: string,
  note: (facts: AuthorizationFacts) => void,
): Response | Promise<Response> {
  const origin = request.headers.get('origin');
  if (isRefusedOrigin(cors, origin)) {
    throw new OAuthError(403, 'access_denied', 'Pages of this origin may not use this endpoint');
  }

  const allowed = Object.keys(methods).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  if (isPreflight(request)) return preflightResponse(allowed);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler === undefined) {
    throw new OAuthError(405, 'invalid_request', `This endpoint answers ${allowed.join(', ')} only`, {
      headers: { allow: allowed.join(', ') },
    });
  }

  const waitSeconds = rateLimiter(clientAddress);
  if (waitSeconds > 0) {
    throw new OAuthError(429, 'temporarily_unavailable', `Too many requests; wait ${waitSeconds} s`, {
      headers: { 'retry-after': String(waitSeconds) },
    });
  }
  return handler(boundedRequest(request, maxBodyBytes), note);
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
