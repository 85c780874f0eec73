import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { testUser } from '../../src/local-tenant/oauth/users/users.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { type McpAccount, mcpAccount } from '../support/clients/mcp-account.ts';
import { mcpSdks, type SdkConnection } from '../support/clients/mcp-sdks.ts';
import {
  type DeployedStack,
  deployStack,
  resourceUrl,
  serveStack,
  type VerifiedStack,
} from '../support/verify/verified-stack.ts';

let native: DeployedStack;
let predefined: DeployedStack;

beforeAll(async () => {
  native = await deployStack({ registration: 'native' });
  predefined = await deployStack({ callbackUrls: '["http://localhost:8090/callback"]' });
});

interface Linking {
  readonly account: McpAccount;
  readonly connection: SdkConnection;
}

interface LinkOptions {
  /** What of the predefined application the client is told beside its id and secret; without, it registers itself. */
  readonly told?: { readonly token_endpoint_auth_method?: string };
  /** The scopes that the client asks for by itself. */
  readonly scope?: string;
  readonly prepare?: (stack: VerifiedStack) => Promise<unknown>;
}

/** Links an account by the SDK's own way: discovery, registration, login, token. */
async function link(sdk: string, { told, scope, prepare }: LinkOptions = {}): Promise<Linking> {
  const stack = await serveStack(told === undefined ? native : predefined);
  await prepare?.(stack);
  await stack.serveConnector();
  const { clientId, clientSecret } = stack.outputs;
  const account = mcpAccount(createScriptedUser(stack.fetch, testUser), {
    ...(told !== undefined && { client: { client_id: clientId, client_secret: clientSecret, ...told } }),
    ...(scope !== undefined && { scope }),
  });
  const open = mcpSdks[sdk];
  if (open === undefined) throw new Error(`there is no ${sdk}`);
  const connection = open(resourceUrl, account, stack.fetch);
  onTestFinished(connection.close);
  await expect(connection.connect()).rejects.toThrow('Unauthorized');
  await connection.finishLogin(await account.logIn());
  return { account, connection };
}

const scopesIn = (request: URL | undefined) => request?.searchParams.get('scope')?.split(' ') ?? [];

const post = 'client_secret_post';
const basic = 'client_secret_basic';
const acceptsBasic: LinkOptions['prepare'] = ({ management, outputs }) =>
  management.patch(`/clients/${outputs.clientId}`, { token_endpoint_auth_method: basic });

const all = Object.keys(mcpSdks);
const old = all.filter((sdk) => sdk.includes(' 1.20'));
const current = all.filter((sdk) => !old.includes(sdk));

describe.each(all)('%s', (sdk) => {
  test('registers itself, logs in and calls', async () => {
    const { account, connection } = await link(sdk, { scope: 'files:read chat:read' });
    const [request] = account.requests;
    expect(request?.searchParams.get('resource')).toBe(resourceUrl);
    expect(scopesIn(request)).toEqual(expect.arrayContaining(['files:read', 'chat:read']));
    expect(account.held.client?.client_id).toMatch(/^tpc_/);
    expect(await connection.toolNames()).toContain('list_files');
    expect(await connection.call('list_files')).toMatchObject({ demonstration: true });
    expect(await connection.call('get_profile')).toEqual({ id: expect.stringMatching(/^auth0\|/) });
  });

  test('refreshes a token that is no longer taken, where it holds a refresh token', async () => {
    const { account, connection } = await link(sdk, { scope: 'files:read offline_access' });
    const before = account.held.tokens;
    account.held.tokens = { token_type: 'Bearer', ...before, access_token: 'no.longer.taken' };
    if (before?.refresh_token === undefined) {
      // The challenge's scopes take the place of its own, and offline_access is none of them.
      expect(sdk).toContain(' 1.32');
      return;
    }
    expect(await connection.toolNames()).toContain('list_files');
    expect(account.requests).toHaveLength(1);
    expect(account.held.tokens.access_token).not.toBe('no.longer.taken');
  });

  test('as a predefined client, with an application that takes its secret as Basic, links too', async () => {
    const { connection } = await link(sdk, {
      told: { token_endpoint_auth_method: basic },
      prepare: acceptsBasic,
    });
    expect(await connection.toolNames()).toContain('list_files');
  });
});

describe.each(current)('%s', (sdk) => {
  test('as a predefined client that is told to send its secret as form data links', async () => {
    const { connection } = await link(sdk, { told: { token_endpoint_auth_method: post } });
    expect(await connection.toolNames()).toContain('list_files');
  });

  test('asks for the scopes of a call when it makes it', async () => {
    const { account, connection } = await link(sdk);
    expect(scopesIn(account.requests[0])).not.toContain('files:write');

    await expect(connection.call('write_file')).rejects.toThrow('Unauthorized');
    expect(scopesIn(account.requests.at(-1))).toContain('files:write');
    await connection.finishLogin(await account.logIn());
    expect(await connection.call('write_file')).toMatchObject({
      scope: expect.stringContaining('files:write'),
    });
  });
});

describe.each(current)('%s, which calls for ssh:execute', (sdk) => {
  test('asks for that scope alone, and gets it as the predefined client', async () => {
    const { account, connection } = await link(sdk, { told: { token_endpoint_auth_method: post } });
    expect(scopesIn(account.requests[0])).not.toContain('ssh:execute');

    await expect(connection.call('run_command')).rejects.toThrow('Unauthorized');
    expect(scopesIn(account.requests.at(-1))).toContain('ssh:execute');
    expect(scopesIn(account.requests.at(-1))).not.toContain('files:write');
    await connection.finishLogin(await account.logIn());
    expect(await connection.call('run_command')).toMatchObject({
      scope: expect.stringContaining('ssh:execute'),
    });
  });

  test('never gets it where it registered itself: nobody is sent to log in for it, and the tool says so', async () => {
    const { account, connection } = await link(sdk);
    expect(await connection.answer('run_command')).toMatchObject({
      isError: true,
      content: [{ text: 'This tool is closed to clients that registered themselves.' }],
    });
    expect(account.requests).toHaveLength(1);
    expect(await connection.call('list_files')).toMatchObject({ demonstration: true });
  });
});

test.each([...all])('%s sends the secret as Basic where nobody tells it how, and is refused', async (sdk) => {
  await expect(link(sdk, { told: {} })).rejects.toThrow();
});

test.each(old)('%s knows no step-up: the call fails', async (sdk) => {
  const { connection } = await link(sdk, { scope: 'files:read' });
  await expect(connection.call('write_file')).rejects.toThrow('HTTP 403');
});
