import { createServer } from 'node:http';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { createConnector, mcpRoutes, parseConnectorSettings } from 'omnichat-auth0-connector';
import { nodeListener } from 'omnichat-auth0-connector/node';
import { z } from 'zod';

/** What each tool needs: `mcpRoutes` lets nobody call one without. */
const scopesOfTools = { read_note: ['files:read'], write_note: ['files:write'], get_profile: [] };

/** By user. A real server keeps them elsewhere. */
const notes = new Map();

/** What hosts like ChatGPT read to know what a tool needs before they call it. */
const needs = (tool) => ({ securitySchemes: [{ type: 'oauth2', scopes: scopesOfTools[tool] }] });

const mcp = createMcpHandler(({ authInfo }) => {
  const user = authInfo.extra.subject;
  const server = new McpServer({ name: 'notes', version: '1.0.0' });

  server.registerTool(
    'read_note',
    { description: "Reads the user's note.", annotations: { readOnlyHint: true }, _meta: needs('read_note') },
    () => ({ content: [{ type: 'text', text: notes.get(user) ?? '' }] }),
  );

  server.registerTool(
    'write_note',
    {
      description: "Replaces the user's note.",
      inputSchema: z.object({ text: z.string() }),
      _meta: needs('write_note'),
    },
    ({ text }) => {
      notes.set(user, text);
      return { content: [{ type: 'text', text: 'Written.' }] };
    },
  );

  server.registerTool(
    'get_profile',
    {
      description: 'Says which account is linked.',
      outputSchema: z.object({ id: z.string() }),
      _meta: { ...needs('get_profile'), 'openai/profile': true },
    },
    () => ({ content: [{ type: 'text', text: user }], structuredContent: { id: user } }),
  );

  return server;
});

const settings = parseConnectorSettings(process.env);
const connector = createConnector({ settings, log: (event) => console.log(JSON.stringify(event)) });

const routes = new Map([
  ...connector.routes,
  [
    new URL(settings.resourceUrl).pathname,
    connector.protect(
      mcpRoutes({
        tools: scopesOfTools,
        handle: (request, { subject, clientId, scopes }) =>
          mcp.fetch(request, {
            authInfo: { token: '', clientId, scopes: [...scopes], extra: { subject } },
          }),
      }),
    ),
  ],
]);

const listener = nodeListener(async (request, context) => {
  const handler = routes.get(new URL(request.url).pathname);
  return handler === undefined ? new Response(null, { status: 404 }) : handler(request, context);
});
createServer(listener).listen(process.env.PORT ?? 3000, '127.0.0.1');
