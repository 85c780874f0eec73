import { beforeAll, describe, expect, test } from 'vitest';
import { type LoopbackStack, loopbackStack } from './loopback-stack.ts';
import { anyRedirectUri, installClients, isPythonThere, runClient } from './python-client.ts';

beforeAll(async () => {
  if (isPythonThere) await installClients();
}, 300_000);

const clients = {
  'mcp 1.30.0': { environment: 'previous', script: 'mcp_sdk.py' },
  'mcp 2.3.0': { environment: 'newest', script: 'mcp_sdk.py' },
  'fastmcp 4.2.3': { environment: 'newest', script: 'fast_mcp.py' },
} as const;

const scopesIn = (link: URL | undefined) => link?.searchParams.get('scope')?.split(' ');
const withScope = (scope: string) => ({ scope: expect.stringContaining(scope) });

async function expireTokensAfter(stack: LoopbackStack, seconds: number): Promise<void> {
  const { management, outputs } = stack;
  const path = `/resource-servers/${encodeURIComponent(outputs.audience)}`;
  await management.patch(path, { token_lifetime: seconds });
}

/** An application for a client that has a redirect URI of its own. */
async function predefined(settings: Readonly<Record<string, string>> = {}) {
  const redirectUri = await anyRedirectUri();
  const stack = await loopbackStack({
    registration: 'off',
    callbackUrls: JSON.stringify([redirectUri]),
    ...settings,
  });
  const { clientId, clientSecret } = stack.outputs;
  return { stack, redirectUri, client: { client_id: clientId, client_secret: clientSecret } };
}

describe.skipIf(!isPythonThere).each(Object.entries(clients))('%s', (name, client) => {
  test('registers itself, logs in, calls, and asks for the scopes of a call when it makes it', async () => {
    const stack = await loopbackStack();
    const words = [stack.outputs.resourceUrl, 'list_files', 'write_file', 'run_command'];
    const { links, answers } = await runClient(stack, { ...client, words });
    expect(answers).toMatchObject([
      { demonstration: true, client_id: expect.stringMatching(/^tpc_/) },
      withScope('files:write'),
      ['This tool is closed to clients that registered themselves.'],
    ]);
    expect(links).toHaveLength(2);
    expect(scopesIn(links[0])).toEqual(expect.arrayContaining(['files:read', 'chat:read']));
  });

  test('refreshes its token, where it asked for a refresh token', async () => {
    const stack = await loopbackStack();
    await expireTokensAfter(stack, 3);
    const words = [stack.outputs.resourceUrl, 'list_files', '4', 'list_files'];
    const { links, answers } = await runClient(stack, { ...client, words });
    expect(answers).toMatchObject([withScope('files:read'), withScope('files:read')]);
    const asksForRefreshToken = scopesIn(links[0])?.includes('offline_access') ?? false;
    expect(asksForRefreshToken).toBe(name !== 'mcp 1.30.0');
    expect(links).toHaveLength(asksForRefreshToken ? 1 : 2);
  });

  test('as the predefined application, told to send the secret as form data, gets ssh:execute', async () => {
    const { stack, redirectUri, client: told } = await predefined();
    const words = [stack.outputs.resourceUrl, 'run_command'];
    // FastMCP takes form data by itself.
    const method =
      client.script === 'fast_mcp.py' ? {} : { token_endpoint_auth_method: 'client_secret_post' };
    const { answers } = await runClient(stack, {
      ...client,
      words,
      redirectUri,
      client: { ...told, ...method },
    });
    expect(answers).toMatchObject([withScope('ssh:execute')]);
  });
});

test.skipIf(!isPythonThere).each([clients['mcp 1.30.0'], clients['mcp 2.3.0']])(
  "MCP's SDK sends no secret at all where nobody tells it how, and is refused",
  async (client) => {
    const { stack, redirectUri, client: told } = await predefined();
    const words = [stack.outputs.resourceUrl, 'list_files'];
    await expect(runClient(stack, { ...client, words, redirectUri, client: told })).rejects.toThrow('401');
  },
);

test.skipIf(!isPythonThere)('mcp 1.30.0 gives up the scopes it had for those of a call', async () => {
  const stack = await loopbackStack();
  const words = [stack.outputs.resourceUrl, 'list_files', 'write_file', 'list_files'];
  const { links } = await runClient(stack, { ...clients['mcp 1.30.0'], words });
  expect(links.map(scopesIn)).toEqual([['files:read', 'chat:read'], ['files:write'], ['files:read']]);
});

test.skipIf(!isPythonThere)('mcp 1.30.0 logs in once where the first scopes are all it needs', async () => {
  const stack = await loopbackStack({}, { CONNECTOR_FIRST_SCOPES: 'files:read files:write' });
  const words = [stack.outputs.resourceUrl, 'list_files', 'write_file', 'list_files'];
  expect((await runClient(stack, { ...clients['mcp 1.30.0'], words })).links).toHaveLength(1);
});

describe.skipIf(!isPythonThere)('authlib', () => {
  const link = async (settings: Readonly<Record<string, string>> = {}) => {
    const { stack, redirectUri, client } = await predefined(settings);
    const words = [stack.outputs.issuer, stack.outputs.audience];
    return runClient(stack, { environment: 'newest', script: 'authlib_app.py', words, redirectUri, client });
  };

  test('sends the secret as Basic, and gets a token from an application that takes it so', async () => {
    expect((await link({ tokenEndpointAuthMethod: 'client_secret_basic' })).answers).toEqual(['files:read']);
  });

  test('is refused by an application that takes the secret as form data', async () => {
    await expect(link()).rejects.toThrow('access_denied: Unauthorized');
  });
});
