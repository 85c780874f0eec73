import { chatgptClientIdUrl, chatgptConnectorId, chatgptStableCallbackUrl } from '../../../infra/chatgpt.ts';
import { knownClients } from '../../../infra/declared-clients.ts';
import type { WalkedClient } from '../walked-client.ts';

/** What is known of a client beside its way. */
function known(name: string): Pick<WalkedClient, 'name' | 'title' | 'redirectUris'> {
  const { title = name, callbackUrls = [] } = knownClients.find((client) => client.name === name) ?? {};
  return { name, title, redirectUris: callbackUrls };
}

/** The client ID metadata document of a client whose document is the same for everybody. */
function documentOf(name: string): Pick<NonNullable<WalkedClient['metadataDocument']>, 'url' | 'signsIn'> {
  const url = knownClients.find((client) => client.name === name)?.clientIdMetadataUrl;
  if (url === undefined) throw new Error(`No client ID metadata document is known of ${name}.`);
  return { url: () => url, signsIn: 'not at all' };
}

/** What any client registers: a public client that has people log in. */
const publicClient = {
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
} as const;

/** OpenAI, "Authentication". */
export const chatgpt: WalkedClient = {
  name: 'chatgpt',
  title: 'ChatGPT',
  callsFrom: 'the internet',
  redirectUris: [chatgptStableCallbackUrl],
  redirectUriWithoutIssuer: (allowed) => allowed.find((uri) => chatgptConnectorId(uri) !== undefined),
  metadataDocument: {
    url: (redirectUri = '') => chatgptClientIdUrl(chatgptConnectorId(redirectUri)),
    signsIn: 'with its key',
  },
  registers: { client_name: 'ChatGPT', ...publicClient },
  asksFor: 'what the resource names',
  asksOfflineAccess: true,
  takesParentResource: false,
  addsSlash: false,
};

/** Anthropic, "Building custom connectors via remote MCP servers"; anthropics/claude-ai-mcp. */
const claude: WalkedClient = {
  ...known('claude'),
  callsFrom: 'the internet',
  metadataDocument: { ...documentOf('claude'), needsNone: true },
  registers: { client_name: 'Claude', ...publicClient },
  secretMethod: 'client_secret_post',
  asksFor: 'what the resource names',
  asksOfflineAccess: true,
  takesParentResource: false,
  addsSlash: false,
};

/** microsoft/vscode, `extHostAuthentication.ts` and `mainThreadAuthentication.ts`. */
const vscode: WalkedClient = {
  ...known('vscode'),
  callsFrom: 'this machine',
  metadataDocument: documentOf('vscode'),
  registers: {
    client_name: 'Visual Studio Code',
    ...publicClient,
    grant_types: [...publicClient.grant_types, 'urn:ietf:params:oauth:grant-type:device_code'],
  },
  secretMethod: 'client_secret_post',
  asksFor: 'what the resource names',
  asksOfflineAccess: false,
  takesParentResource: false,
  addsSlash: false,
};

/** Cursor, "Model Context Protocol": the MCP SDK's client of 1.x. */
const cursor: WalkedClient = {
  ...known('cursor'),
  callsFrom: 'this machine',
  registers: { client_name: 'Cursor', ...publicClient },
  looksForMetadata: true,
  secretMethod: 'client_secret_basic',
  asksFor: 'what the resource names',
  asksOfflineAccess: false,
  takesParentResource: true,
  addsSlash: true,
};

/** openai/codex, `perform_oauth_login.rs`. */
const codex: WalkedClient = {
  name: 'codex',
  title: 'Codex',
  callsFrom: 'this machine',
  redirectUris: ['http://127.0.0.1:1455/callback'],
  metadataDocument: documentOf('codex'),
  registers: { client_name: 'Codex', ...publicClient },
  secretMethod: 'none',
  asksFor: 'what the issuer lists',
  asksOfflineAccess: true,
  takesParentResource: true,
  addsSlash: false,
};

/** MCP 2026-07-28, "Authorization", as its TypeScript SDK's client goes it; `resource` as that of 2025 writes it. */
const mcp: WalkedClient = {
  name: 'mcp',
  title: 'An MCP client',
  callsFrom: 'this machine',
  redirectUris: ['http://localhost:8090/callback'],
  registers: { client_name: 'MCP client', application_type: 'native', ...publicClient },
  looksForMetadata: true,
  secretMethod: 'client_secret_basic',
  asksFor: 'what the resource names',
  asksOfflineAccess: true,
  takesParentResource: true,
  addsSlash: true,
};

/** The clients whose way can be gone. */
export const walkedClients: readonly WalkedClient[] = [chatgpt, claude, vscode, cursor, codex, mcp];
