import { chatgptCallbackUrls, chatgptClientIdUrl } from './chatgpt.ts';

/** How a client signs in at the token endpoint (RFC 7591 §2, `token_endpoint_auth_method`). */
export const clientAuthMethods = [
  'client_secret_post',
  'client_secret_basic',
  'private_key_jwt',
  'none',
] as const;

export type ClientAuthMethod = (typeof clientAuthMethods)[number];

/** An MCP client: where people are redirected to, and how it comes to be a client of the tenant. */
export interface McpClient {
  /** As `omnichat:clients` names it. */
  readonly name: string;
  /** As people name it. */
  readonly title: string;
  /** To the character; what is on loopback has a port that the client always listens on, or can be told to. */
  readonly callbackUrls: readonly string[];
  /**
   * Loopback callbacks without a port, of a client that listens on any that is free (RFC 8252 §7.3). Auth0 compares ports like all
   * else, so these serve only where each installation registers its own (Auth0, "Application Settings", Allowed Callback URLs).
   */
  readonly loopbackUrls: readonly string[];
  /** Origins of its own pages that call OmniChat's server from a browser; those of https callbacks may without being named. */
  readonly pageOrigins?: readonly string[];
  /** Its client ID metadata document. */
  readonly clientIdMetadataUrl?: string;
  /** How it signs in with the id and the secret of an application that somebody else made; undefined where nobody has seen it. */
  readonly tokenEndpointAuthMethods?: readonly ClientAuthMethod[];
  /** Which scopes it asks for, and what else there is to know; for people. */
  readonly habits: string;
  /** Where all this is from, and when it was read. */
  readonly source: string;
  readonly date: string;
}

/** Built on the MCP SDK: given a secret it takes the first of the issuer's methods that it knows, and Auth0 lists Basic first. */
const asMcpSdk = ['client_secret_basic'] as const;

const read = '2026-11-29';

/** The MCP clients whose addresses are known. `omnichat:clients` names them. */
export const mcpClients = [
  {
    name: 'chatgpt',
    title: 'ChatGPT',
    callbackUrls: chatgptCallbackUrls,
    loopbackUrls: [],
    clientIdMetadataUrl: chatgptClientIdUrl(),
    tokenEndpointAuthMethods: ['client_secret_post', 'client_secret_basic'],
    habits: "Asks for the challenge's scopes, with *OIDC enabled* for the issuer's too.",
    source: 'https://developers.openai.com/plugins/build/auth',
    date: read,
  },
  {
    name: 'claude',
    title: 'Claude',
    callbackUrls: ['https://claude.ai/api/mcp/auth_callback', 'https://claude.com/api/mcp/auth_callback'],
    loopbackUrls: [],
    clientIdMetadataUrl: 'https://claude.ai/oauth/mcp-oauth-client-metadata',
    tokenEndpointAuthMethods: ['client_secret_post'],
    habits: "Asks for the resource's scopes. Sends its secret by post, whatever the issuer lists.",
    source: 'https://github.com/anthropics/claude-ai-mcp/issues/667',
    date: read,
  },
  {
    name: 'claude-code',
    title: 'Claude Code',
    callbackUrls: ['http://localhost:3118/callback'],
    loopbackUrls: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    clientIdMetadataUrl: 'https://claude.ai/oauth/claude-code-client-metadata',
    tokenEndpointAuthMethods: asMcpSdk,
    habits: "Asks for all of the resource's scopes. Pin its port: `claude mcp add --callback-port 3118`.",
    source: 'https://code.claude.com/docs/en/mcp',
    date: read,
  },
  {
    name: 'vscode',
    title: 'VS Code',
    callbackUrls: [
      'http://127.0.0.1:33418/',
      'https://vscode.dev/redirect',
      'https://insiders.vscode.dev/redirect',
    ],
    loopbackUrls: ['http://127.0.0.1/'],
    clientIdMetadataUrl: 'https://vscode.dev/oauth/client-metadata.json',
    tokenEndpointAuthMethods: ['client_secret_post'],
    habits: "Asks for the challenge's scopes. Takes another port where 33418 is busy.",
    source:
      'https://github.com/microsoft/vscode/blob/main/src/vs/workbench/api/common/extHostAuthentication.ts',
    date: read,
  },
  {
    name: 'cursor',
    title: 'Cursor',
    callbackUrls: ['http://localhost:8787/callback', 'https://www.cursor.com/agents/mcp/oauth/callback'],
    loopbackUrls: [],
    tokenEndpointAuthMethods: asMcpSdk,
    habits: "Asks for all of the resource's scopes unless its `auth.scopes` names some.",
    source: 'https://cursor.com/docs/mcp',
    date: read,
  },
  {
    name: 'codex',
    title: 'Codex',
    callbackUrls: [],
    loopbackUrls: ['http://127.0.0.1/callback'],
    clientIdMetadataUrl: 'https://chatgpt.com/oauth/codex/client.json',
    tokenEndpointAuthMethods: ['none'],
    habits:
      "Asks for the issuer's scopes. Its configuration has no place for a secret; where the issuer does not identify itself " +
      '(RFC 9207) its callback path goes on with an id of the server.',
    source: 'https://github.com/openai/codex/blob/main/codex-rs/rmcp-client/src/perform_oauth_login.rs',
    date: read,
  },
  {
    name: 'gemini-cli',
    title: 'Gemini CLI',
    callbackUrls: ['http://localhost:7777/oauth/callback'],
    loopbackUrls: ['http://localhost/oauth/callback'],
    tokenEndpointAuthMethods: ['client_secret_post'],
    habits: 'Asks for the scopes of its `oauth.scopes`. Pin its port: `oauth.redirectUri` with port 7777.',
    source: 'https://github.com/google-gemini/gemini-cli/blob/main/packages/core/src/mcp/oauth-provider.ts',
    date: read,
  },
  {
    name: 'copilot',
    title: 'Microsoft 365 Copilot',
    callbackUrls: ['https://teams.microsoft.com/api/platform/v1.0/oAuthRedirect'],
    loopbackUrls: [],
    tokenEndpointAuthMethods: ['client_secret_post', 'client_secret_basic'],
    habits:
      'Asks for the scopes that its authentication configuration names, and for no redirect (307) at the token endpoint.',
    source: 'https://learn.microsoft.com/microsoft-365/copilot/extensibility/plugin-authentication-oauth',
    date: read,
  },
  {
    name: 'inspector',
    title: 'MCP Inspector',
    callbackUrls: ['http://localhost:6274/oauth/callback', 'http://localhost:6274/oauth/callback/debug'],
    loopbackUrls: [],
    pageOrigins: ['http://localhost:6274'],
    tokenEndpointAuthMethods: asMcpSdk,
    habits: "Asks for the resource's scopes, else for the issuer's. Its page calls from the browser.",
    source: 'https://github.com/modelcontextprotocol/inspector/blob/main/client/src/lib/auth.ts',
    date: read,
  },
] as const satisfies readonly McpClient[];
