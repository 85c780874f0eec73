import type { AccessToken } from '../access/access-token.ts';
import type { Operation, ProtectedRoute } from '../access/protected-route.ts';
import { OAuthError } from '../endpoint/oauth-error.ts';
import type { ApiScope } from '../metadata/protected-resource-metadata.ts';

/** An MCP server to put behind {@link mcpRoutes}. */
export interface McpRoutesOptions {
  /** The scopes of each of its tools, all of them needed. A tool that is not here cannot be called. */
  readonly tools: Readonly<Record<string, readonly ApiScope[]>>;
  /**
   * The server itself, whoever wrote it: called with a checked token that carries the scopes of the tools that the request calls.
   * All other requests, resources and prompts included, take any token for this API.
   */
  readonly handle: (request: Request, token: AccessToken) => Response | Promise<Response>;
}

/**
 * Makes of an MCP server with streamable HTTP, of any revision, what `protect` takes: a tool call without the tool's scopes is
 * answered 403 with a challenge that names the scopes of that call (MCP 2026-07-28, "Scope Challenge Handling"). The body of that
 * answer is a tool result with the challenge in `_meta["mcp/www_authenticate"]`, where ChatGPT looks for it (OpenAI,
 * "Authentication").
 *
 * @example
 * ```ts
 * const mcp = connector.protect(
 *   mcpRoutes({
 *     tools: { list_files: ['files:read'] },
 *     handle: (request, { subject }) => server.fetch(request, subject),
 *   }),
 * );
 * ```
 */
export function mcpRoutes({ tools, handle }: McpRoutesOptions): Readonly<Record<string, ProtectedRoute>> {
  const scopesOfTool = new Map(Object.entries(tools));
  return {
    POST: { scopes: [], operation: (request) => readOperation(request, scopesOfTool), handle },
    GET: { scopes: [], handle },
    DELETE: { scopes: [], handle },
  };
}

/** As much of a JSON-RPC message as its scopes depend on. */
interface Message {
  readonly id: unknown;
  readonly method: string;
  /** The tool that it calls. */
  readonly tool: string | undefined;
}

/**
 * A batch needs the scopes of all its calls. The server gets the JSON as it was judged, so that no other reading of it lets a call
 * slip by.
 */
async function readOperation(
  request: Request,
  scopesOfTool: ReadonlyMap<string, readonly ApiScope[]>,
): Promise<Operation> {
  const { json, body } = judgeable(await request.text());
  const messages = (Array.isArray(json) ? json : [json]).map(messageIn);
  const calls = messages.flatMap(({ id, tool }) => (tool === undefined ? [] : [{ id, tool }]));
  for (const { id, tool } of calls) if (!scopesOfTool.has(tool)) throw unknownTool(id, tool);
  return {
    name: messages.map(({ method, tool }) => (tool === undefined ? method : `${method} ${tool}`)).join(', '),
    scopes: calls.flatMap(({ tool }) => scopesOfTool.get(tool) ?? []),
    request: withBody(request, body),
    ...(calls.length > 0 && { refusalBody: (challenge) => refusedCalls(calls, challenge, json) }),
  };
}

function withBody({ url, method, headers: given, signal }: Request, body: string): Request {
  const headers = new Headers(given);
  headers.delete('content-length');
  return new Request(url, { method, headers, body, signal });
}

/** A body's JSON, and the text of it that goes on. Reading takes any depth, writing does not. */
function judgeable(text: string): { readonly json: unknown; readonly body: string } {
  try {
    const json: unknown = JSON.parse(text);
    return { json, body: JSON.stringify(json) };
  } catch (cause) {
    const words = cause instanceof RangeError ? 'is nested too deep' : 'is not JSON';
    throw new OAuthError(400, 'invalid_request', `The body ${words}`, {
      body: rpcError(null, -32_700, `Parse error: the body ${words}`),
      cause,
    });
  }
}

function messageIn(json: unknown): Message {
  const { id, method, params } = (json ?? {}) as Record<string, unknown>;
  const { name } = (params ?? {}) as Record<string, unknown>;
  return {
    id,
    method: typeof method === 'string' ? method : 'response',
    tool: method === 'tools/call' ? toolNamed(name) : undefined,
  };
}

/** What is no text is no tool's name, whatever a server would make of it: as JSON it is told from one. */
const toolNamed = (name: unknown): string => (typeof name === 'string' ? name : JSON.stringify(name ?? null));

/** A tool that was added to the server alone must not be open to everybody. JSON-RPC's own errors are answered 200. */
function unknownTool(id: unknown, tool: string): OAuthError {
  return new OAuthError(200, 'invalid_request', 'There is no such tool', {
    outcome: 'refused',
    body: rpcError(id, -32_602, `Unknown tool: ${tool}`),
    detail: `The tool ${tool} is not in the tools of mcpRoutes, which says the scopes that each takes`,
  });
}

function refusedCalls(
  calls: readonly { readonly id: unknown }[],
  challenge: string | undefined,
  asked: unknown,
): object {
  const text =
    challenge === undefined
      ? 'This tool is closed to clients that registered themselves.'
      : 'This tool needs a permission that was not given yet.';
  const results = calls.map(({ id }) => ({
    jsonrpc: '2.0',
    id: id ?? null,
    result: {
      // Revision 2026-07-28 wants it; earlier ones pass over it.
      resultType: 'complete',
      content: [{ type: 'text', text }],
      isError: true,
      ...(challenge !== undefined && { _meta: { 'mcp/www_authenticate': [challenge] } }),
    },
  }));
  return Array.isArray(asked) ? results : (results[0] ?? {});
}

const rpcError = (id: unknown, code: number, message: string) => ({
  jsonrpc: '2.0',
  id: id ?? null,
  error: { code, message },
});
