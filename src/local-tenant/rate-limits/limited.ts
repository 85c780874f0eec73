import type { Listener } from '../server.ts';
import type { ApiLimiter } from './plan-limits.ts';

/** The Authentication API's answers while requests come as they may, and 429 where they come too fast. */
export function limited(limiter: ApiLimiter, listener: Listener): Listener {
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const verdict = limiter(path);
    for (const [name, value] of Object.entries(verdict?.headers ?? {})) response.setHeader(name, value);
    if (verdict?.allowed !== false) return listener(request, response);
    response.writeHead(429, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    return response.end(
      JSON.stringify({ error: 'too_many_requests', error_description: 'Global limit has been reached' }),
    );
  };
}
