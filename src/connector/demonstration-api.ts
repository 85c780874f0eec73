import type { Connector } from './connector.ts';
import type { Handler } from './endpoint/endpoint.ts';
import type { ApiScope } from './metadata/protected-resource-metadata.ts';
import type { ProtectedRoute } from './access/protected-route.ts';
import type { McpHandler } from './mcp/demonstration-server.ts';
import { demonstrationScopes } from './mcp/demonstration-tools.ts';
import { mcpPath } from './metadata/protected-resource-metadata.ts';
import { mcpRoutes } from './mcp/mcp-routes.ts';

/**
 * One route for each scope, and an MCP server with a tool for each: at the resource's own URL, which is what an MCP client is given,
 * and at `/mcp`. They hold no files, chats or shells: each answers who was let in and with what, so that a token can be tried out.
 *
 * @param resourceUrl its path is where the routes begin
 */
export function demonstrationRoutes(
  resourceUrl: string,
  protect: Connector['protect'],
): Map<string, Handler> {
  const { pathname } = new URL(resourceUrl);
  const base = pathname.replace(/\/$/, '');
  const mcp = protect(mcpRoutes({ tools: demonstrationScopes, handle: lazyMcpServer() }));
  return new Map([
    [mcpPath, mcp],
    [pathname, mcp],
    [`${base}/files`, protect({ GET: demonstrate('files:read'), POST: demonstrate('files:write') })],
    [`${base}/chat`, protect({ GET: demonstrate('chat:read'), POST: demonstrate('chat:write') })],
    [`${base}/ssh`, protect({ POST: demonstrate('ssh:execute') })],
  ]);
}

/** Made for the first request that comes: most runs of the connector see none, and the MCP SDK takes its time to load. */
function lazyMcpServer(): McpHandler {
  let server: Promise<McpHandler> | undefined;
  return async (request, token) => {
    server ??= import('./mcp/demonstration-server.ts').then(({ createDemonstrationServer }) =>
      createDemonstrationServer(),
    );
    return (await server)(request, token);
  };
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
