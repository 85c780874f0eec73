/**
 * Who may read an answer from a browser: `any-origin` for public metadata, otherwise exactly these origins.
 * Never with credentials: the tokens travel in a header, so cookies would only add risk (Fetch standard,
 * "CORS protocol").
 */
export type CorsPolicy = 'any-origin' | ReadonlySet<string>;

const preflightMaxAgeSeconds = 600;

/** What an MCP client in a browser sends beside the token (MCP, "Transports"). */
const allowedHeaders =
  'Authorization, Content-Type, Mcp-Session-Id, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, Last-Event-ID';
/** What it has to read: why it was refused, when to come again, and its session. */
const exposedHeaders = 'WWW-Authenticate, Retry-After, Mcp-Session-Id';

/**
 * Whether a browser says that the request comes from a page that may not make it. No Origin: not a browser.
 */
export function isRefusedOrigin(policy: CorsPolicy, origin: string | null): boolean {
  return policy !== 'any-origin' && origin !== null && !policy.has(origin);
}

/** Whether this is a CORS preflight, which asks before the real request and carries nothing itself. */
export function isPreflight(request: Request): boolean {
  return (
    request.method === 'OPTIONS' &&
    request.headers.has('origin') &&
    request.headers.has('access-control-request-method')
  );
}

/** The CORS headers of an answer. `Vary` even without an Origin, so that no cache mixes the two. */
export function corsHeaders(policy: CorsPolicy, origin: string | null): Record<string, string> {
  if (policy === 'any-origin') return { 'access-control-allow-origin': '*' };
  if (origin === null || !policy.has(origin)) return { vary: 'Origin' };
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposedHeaders,
    vary: 'Origin',
  };
}

/** The answer to a preflight from a page that may ask, to which {@link corsHeaders} are still to be added. */
export function preflightResponse(methods: readonly string[]): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': allowedHeaders,
      'access-control-max-age': String(preflightMaxAgeSeconds),
    },
  });
}
