import type { Connector } from './connector.ts';
import type { Handler } from './endpoint/endpoint.ts';
import type { ApiScope } from './metadata/protected-resource-metadata.ts';
import type { ProtectedRoute } from './access/protected-route.ts';

/**
 * One route for each scope, and the API's root, which any token may call. They hold no files, chats or
 * shells: each answers who was let in and with what, so that a token can be tried out.
 *
 * @param resourceUrl its path is where the routes begin
 */
export function demonstrationRoutes(
  resourceUrl: string,
  protect: Connector['protect'],
): Map<string, Handler> {
  const { pathname } = new URL(resourceUrl);
  const base = pathname.replace(/\/$/, '');
  return new Map([
    [pathname, protect({ GET: demonstrate(), POST: demonstrate() })],
    [`${base}/files`, protect({ GET: demonstrate('files:read'), POST: demonstrate('files:write') })],
    [`${base}/chat`, protect({ GET: demonstrate('chat:read'), POST: demonstrate('chat:write') })],
    [`${base}/ssh`, protect({ POST: demonstrate('ssh:execute') })],
  ]);
}

function demonstrate(...scopes: ApiScope[]): ProtectedRoute {
  return {
    scopes,
    handle: (_request, token) =>
      Response.json({
        demonstration: true,
        required_scopes: scopes,
        subject: token.subject,
        client_id: token.clientId,
        scope: [...token.scopes].join(' '),
      }),
  };
}
