import type { Middleware } from 'oidc-provider/lib/provider.js';

/** Has each path answered by its own middleware, and sends every other request straight on: a token waits for no page. */
export function atPaths(middlewares: Readonly<Record<string, Middleware>>): Middleware {
  return (context, next) => {
    const own = middlewares[context.path];
    return own === undefined ? next() : own(context, next);
  };
}
