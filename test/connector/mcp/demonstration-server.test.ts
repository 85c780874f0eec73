import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuthorizationEvent } from '../../../src/connector/endpoint/authorization-log.ts';
import { type ConnectorServer, serveConnector } from '../../../src/connector/serve.ts';
import { apiAudience, connectorEnvironment } from '../../support/stand-ins/connector.ts';
import { startTokenIssuer, type TokenIssuer } from '../../support/stand-ins/token-issuer.ts';

let issuer: TokenIssuer;
let server: ConnectorServer;
let events: AuthorizationEvent[];

beforeAll(async () => {
  issuer = await startTokenIssuer(apiAudience);
});

afterAll(() => issuer.close());

beforeEach(async () => {
  events = [];
  server = await serveConnector({
    environment: connectorEnvironment(issuer.issuer, issuer.jwksUri),
    port: 0,
    log: (event) => events.push(event),
  });
});

afterEach(() => server.close());

const metadataUrl = 'http://localhost:3000/.well-known/oauth-protected-resource';

/** What each revision says in every request beside the call. */
const revisions = {
  '2025-11-25': { headers: {}, meta: {} },
  '2026-07-28': {
    headers: { 'mcp-protocol-version': '2026-07-28' },
    meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
} as const;

interface Tool {
  readonly name: string;
  readonly securitySchemes: unknown;
  readonly _meta: Record<string, unknown>;
}

interface Answer {
  readonly id?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
  readonly result: Record<string, unknown> & { readonly tools: Tool[] };
}

async function post(body: unknown, headers: Record<string, string>, path = '/mcp'): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Sends one request in the way of a revision, with a token that has these scopes. */
async function ask(
  method: string,
  params: Record<string, unknown>,
  { scope = '', revision = '2025-11-25' }: { scope?: string; revision?: keyof typeof revisions } = {},
): Promise<Response> {
  const { headers, meta } = revisions[revision];
  const name = typeof params['name'] === 'string' ? { 'mcp-name': params['name'] } : {};
  return post(
    {
      jsonrpc: '2.0',
      id: 1,
      method,
      params: { ...params, ...(revision === '2026-07-28' && { _meta: meta }) },
    },
    {
      authorization: `Bearer ${await issuer.sign({ scope })}`,
      'mcp-method': method,
      ...name,
      ...headers,
    },
  );
}

/** Of an answer as JSON, or as the first event of a stream. */
async function answerIn(response: Response): Promise<Answer> {
  const text = await response.text();
  return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text) as Answer;
}

const call = (name: string) => ({ name, arguments: {} });

describe.each(['2025-11-25', '2026-07-28'] as const)('revision %s', (revision) => {
  test('lists a tool for each scope, each with what it needs, and the profile', async () => {
    const response = await ask('tools/list', {}, { revision });
    expect(response.status).toBe(200);
    const { tools } = (await answerIn(response)).result;

    expect(Object.fromEntries(tools.map(({ name, securitySchemes }) => [name, securitySchemes]))).toEqual({
      list_files: [{ type: 'oauth2', scopes: ['files:read'] }],
      write_file: [{ type: 'oauth2', scopes: ['files:write'] }],
      read_chat: [{ type: 'oauth2', scopes: ['chat:read'] }],
      send_message: [{ type: 'oauth2', scopes: ['chat:write'] }],
      run_command: [{ type: 'oauth2', scopes: ['ssh:execute'] }],
      get_profile: [{ type: 'oauth2', scopes: [] }],
    });
    for (const { securitySchemes, _meta } of tools) expect(_meta['securitySchemes']).toEqual(securitySchemes);
    expect(tools.filter(({ _meta }) => _meta['openai/profile'] === true).map(({ name }) => name)).toEqual([
      'get_profile',
    ]);
  });

  test.each([
    ['list_files', 'files:read'],
    ['write_file', 'files:write'],
    ['read_chat', 'chat:read'],
    ['send_message', 'chat:write'],
    ['run_command', 'ssh:execute'],
  ])('%s needs %s and no other scope', async (tool, scope) => {
    const others = ['files:read', 'files:write', 'chat:read', 'chat:write', 'ssh:execute'].filter(
      (other) => other !== scope,
    );
    const letIn = await answerIn(await ask('tools/call', call(tool), { scope, revision }));
    expect(letIn.result['structuredContent']).toEqual({
      demonstration: true,
      subject: 'auth0|alice',
      client_id: 'client-of-alice',
      scope,
    });

    const refused = await ask('tools/call', call(tool), { scope: others.join(' '), revision });
    const challenge = `Bearer resource_metadata="${metadataUrl}", scope="${scope}", error="insufficient_scope", error_description="This operation needs the scope ${scope}"`;
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toBe(challenge);
    expect(await answerIn(refused)).toMatchObject({
      jsonrpc: '2.0',
      id: 1,
      result: { isError: true, _meta: { 'mcp/www_authenticate': [challenge] } },
    });
    expect(events.at(-1)).toMatchObject({
      status: 403,
      error: 'insufficient_scope',
      operation: `tools/call ${tool}`,
    });
  });

  test('the profile is an id that stays, and no more', async () => {
    const profile = await answerIn(await ask('tools/call', call('get_profile'), { revision }));
    expect(profile.result['structuredContent']).toEqual({ id: 'auth0|alice' });
  });

  test('a tool that there is not is no call of any', async () => {
    const response = await ask('tools/call', call('toString'), { scope: 'files:read', revision });
    expect(await answerIn(response)).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32_602, message: 'Unknown tool: toString' },
    });
    expect(events.at(-1)).toMatchObject({ outcome: 'refused' });
  });
});

test('without a token the challenge names few scopes to begin with', async () => {
  const response = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, {});

  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe(
    `Bearer resource_metadata="${metadataUrl}", scope="files:read chat:read"`,
  );
});

test('a batch needs the scopes of all its calls', async () => {
  const batch = ['list_files', 'run_command'].map((name, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: call(name),
  }));
  const response = await post(batch, {
    authorization: `Bearer ${await issuer.sign({ scope: 'files:read' })}`,
  });

  expect(response.status).toBe(403);
  expect(response.headers.get('www-authenticate')).toContain('scope="files:read ssh:execute"');
  expect(await response.json()).toMatchObject([{ id: 0 }, { id: 1 }]);
});

test('of a key that is there twice the server sees the one that was judged', async () => {
  const body =
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"run_command","name":"list_files","arguments":{}}}';
  const response = await post(body, {
    authorization: `Bearer ${await issuer.sign({ scope: 'files:read' })}`,
  });

  expect(response.status).toBe(200);
  expect(events.at(-1)?.operation).toBe('tools/call list_files');
});

test.each([
  ['is not JSON', '{'],
  ['is nested too deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
])('a body that %s is refused as JSON-RPC says', async (words, body) => {
  const response = await post(body, { authorization: `Bearer ${await issuer.sign()}` });

  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    jsonrpc: '2.0',
    id: null,
    error: { code: -32_700, message: `Parse error: the body ${words}` },
  });
  expect(events.at(-1)).toMatchObject({ outcome: 'refused' });
});

test.each([
  ['a list', ['list_files']],
  ['an object', { toString: 1, valueOf: 1 }],
  ['null', null],
  ['a number', 1],
])('a tool whose name is %s is no tool', async (_kind, name) => {
  const response = await post(
    { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } },
    { authorization: `Bearer ${await issuer.sign({ scope: 'files:read' })}` },
  );

  expect(response.status).toBe(200);
  expect((await answerIn(response)).error).toEqual({
    code: -32_602,
    message: `Unknown tool: ${JSON.stringify(name)}`,
  });
  expect(events.at(-1)).toMatchObject({ outcome: 'refused' });
});

test("it is there at the resource's own URL too, and no stream is", async () => {
  const authorization = `Bearer ${await issuer.sign()}`;
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  expect((await post(list, { authorization }, '/')).status).toBe(200);
  for (const method of ['GET', 'DELETE']) {
    const response = await fetch(`${server.url}/mcp`, {
      method,
      headers: { authorization, accept: 'text/event-stream' },
    });
    expect(response.status).toBe(405);
  }
});

test.each(['', '/mcp', '/api'])('the metadata with the path "%s" names the one resource', async (path) => {
  const response = await fetch(`${server.url}/.well-known/oauth-protected-resource${path}`);
  expect(await response.json()).toMatchObject({
    resource: apiAudience,
    scopes_supported: ['files:read', 'chat:read'],
  });
});
