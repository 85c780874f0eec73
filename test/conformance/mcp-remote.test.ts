import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/project/free-port.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import { type LoopbackStack, loopbackStack } from './loopback-stack.ts';

const proxy = join(import.meta.dirname, 'node_modules/mcp-remote/dist/proxy.js');

interface Session {
  readonly client: Client;
  /** How often somebody was sent to log in. */
  readonly logins: () => number;
}

/**
 * Starts `mcp-remote` as a desktop host does, and connects through it.
 *
 * @param store where it keeps what it holds
 * @throws where nobody gets in, with the page on which the login ended, or what `mcp-remote` said
 */
async function connect(stack: LoopbackStack, store: string, words: readonly string[] = []): Promise<Session> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [proxy, stack.outputs.resourceUrl, ...words],
    env: {
      MCP_REMOTE_CONFIG_DIR: store,
      NODE_EXTRA_CA_CERTS: stack.caFile,
      // It finds no browser to open: it prints the link too.
      PATH: '',
      BROWSER: 'true',
    },
    stderr: 'pipe',
  });
  let logins = 0;
  let said = '';
  const client = new Client({ name: 'test', version: '1.0.0' });
  onTestFinished(() => client.close());
  await new Promise((resolve, reject) => {
    transport.stderr?.on('data', (printed: Buffer) => {
      said += String(printed);
      if (String(printed).includes('Please authorize')) logins += 1;
      stack.follow(String(printed)).catch(reject);
    });
    client
      .connect(transport)
      .then(resolve, (cause: unknown) => reject(new Error(`mcp-remote said:\n${said}`, { cause })));
  });
  return { client, logins: () => logins };
}

const scopeOf = async ({ client }: Session, tool: string) =>
  (await client.callTool({ name: tool })).structuredContent;

describe.each([['legacy'], ['auto']])('mcp-remote --protocol %s', (protocol) => {
  const words = ['--protocol', protocol];

  test('registers itself, logs in, calls, and asks for the scopes of a call when it makes it', async () => {
    const session = await connect(await loopbackStack(), await temporaryFolder(), words);
    const { tools } = await session.client.listTools();
    expect(tools.map(({ name }) => name)).toContain('list_files');
    expect(await scopeOf(session, 'list_files')).toMatchObject({ demonstration: true });
    expect(session.logins()).toBe(1);

    expect(await scopeOf(session, 'write_file')).toMatchObject({
      scope: expect.stringContaining('files:write'),
    });
    expect(session.logins()).toBe(2);
    expect(await session.client.callTool({ name: 'run_command' })).toMatchObject({
      isError: true,
      content: [{ text: 'This tool is closed to clients that registered themselves.' }],
    });
    expect(session.logins()).toBe(2);
  });

  test('refreshes a token that is no longer taken', async () => {
    const stack = await loopbackStack();
    const store = await temporaryFolder();
    await (await connect(stack, store, words)).client.close();
    const files = await readdir(store, { recursive: true });
    const file = files.find((name) => name.endsWith('tokens.json')) ?? '';
    const held = JSON.parse(await readFile(join(store, file), 'utf8')) as object;
    await writeFile(join(store, file), JSON.stringify({ ...held, access_token: 'no.longer.taken' }));

    const session = await connect(stack, store, words);
    expect(await scopeOf(session, 'list_files')).toMatchObject({ demonstration: true });
    expect(session.logins()).toBe(0);
  });
});

test('mcp-remote as the predefined application gets ssh:execute when it calls for it', async () => {
  const port = await freePort();
  const stack = await loopbackStack({
    registration: 'off',
    callbackUrls: `["http://localhost:${port}/oauth/callback"]`,
  });
  const { clientId, clientSecret } = stack.outputs;
  const session = await connect(stack, await temporaryFolder(), [
    String(port),
    '--static-oauth-client-info',
    JSON.stringify({
      client_id: clientId,
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret_post',
    }),
  ]);
  expect(await scopeOf(session, 'run_command')).toMatchObject({
    scope: expect.stringContaining('ssh:execute'),
  });
});

test('mcp-remote asks for a bare origin with a slash, and Auth0 knows no such API', async () => {
  const origin = `http://127.0.0.1:${await freePort()}`;
  const stack = await loopbackStack({ resourceUrl: origin });
  await expect(connect(stack, await temporaryFolder())).rejects.toThrow(`Service not found: ${origin}/`);
});
