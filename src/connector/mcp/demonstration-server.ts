import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import type { AccessToken } from '../access/access-token.ts';
import { demonstrationTools, profileTool } from './demonstration-tools.ts';

/** Answers an MCP request of the bearer of a token. */
export type McpHandler = (request: Request, token: AccessToken) => Promise<Response>;

/**
 * An MCP server with streamable HTTP, of revision 2026-07-28 and those of 2025, that holds no session. Its tools do nothing: each
 * answers who was let in and with what.
 */
export function createDemonstrationServer(): McpHandler {
  const handler = createMcpHandler(({ authInfo }) => {
    const server = new Server(
      { name: 'omnichat-demonstration', title: 'OmniChat, demonstration', version: '1.0.0' },
      {
        capabilities: { tools: {} },
        instructions: 'Each tool needs a scope of its own, and answers who was let in and with what.',
      },
    );
    server.setRequestHandler('tools/list', () => ({ tools: [...demonstrationTools] }));
    server.setRequestHandler('tools/call', ({ params: { name } }) => {
      const subject = String(authInfo?.extra?.['subject']);
      const answer =
        name === profileTool
          ? { id: subject }
          : {
              demonstration: true,
              subject,
              client_id: authInfo?.clientId,
              scope: authInfo?.scopes.join(' '),
            };
      return { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent: answer };
    });
    return server;
  });
  return (request, { clientId, subject, scopes }) =>
    handler.fetch(request, {
      authInfo: { token: '', clientId, scopes: [...scopes], extra: { subject } },
    });
}
