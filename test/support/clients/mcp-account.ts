import type { UserAgent } from '../../../src/verify/login/user-agent.ts';

/** The redirect URI of a client on the person's own machine. */
const redirectUri = 'http://localhost:8090/callback';

/** What one MCP client holds for one person, as every SDK's `OAuthClientProvider` asks for it, and the person. */
export interface McpAccount {
  /** What the SDK is given. */
  readonly provider: ReturnType<typeof providerOver>;
  readonly held: Held;
  /** The authorization requests that the person was sent to. */
  readonly requests: readonly URL[];
  /** Logs in and consents at the last of them; what the redirect URI was called with. */
  readonly logIn: () => Promise<URLSearchParams>;
}

interface Held {
  client?: HeldClient | undefined;
  tokens?: HeldTokens | undefined;
  verifier?: string;
  discovery?: object;
}

interface HeldClient {
  client_id: string;
  client_secret?: string;
  token_endpoint_auth_method?: string;
}

interface HeldTokens {
  access_token: string;
  token_type: string;
  refresh_token?: string;
  scope?: string;
}

/**
 * An account that is not linked yet.
 *
 * @param client one that is predefined
 * @param scope what the client asks for by itself, if it does
 */
export function mcpAccount(
  user: UserAgent,
  { client, scope }: { readonly client?: HeldClient; readonly scope?: string } = {},
): McpAccount {
  const held: Held = { ...(client !== undefined && { client }) };
  const requests: URL[] = [];
  return {
    provider: providerOver(held, requests, scope),
    held,
    requests,
    logIn: async () => {
      const request = requests.at(-1);
      if (request === undefined) throw new Error('the client sent nobody to log in');
      const answer = await user.authorize(request, redirectUri);
      if (answer.kind === 'page') throw new Error(`the login ended on a page: ${answer.message}`);
      return answer.url.searchParams;
    },
  };
}

function providerOver(held: Held, requests: URL[], scope: string | undefined) {
  return {
    redirectUrl: redirectUri,
    clientMetadata: {
      client_name: 'An MCP client',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      ...(scope !== undefined && { scope }),
    },
    clientInformation: () => held.client,
    saveClientInformation: (client: HeldClient) => {
      held.client = client;
    },
    tokens: () => held.tokens,
    saveTokens: (tokens: HeldTokens) => {
      held.tokens = tokens;
    },
    redirectToAuthorization: (url: URL) => {
      requests.push(url);
    },
    saveCodeVerifier: (verifier: string) => {
      held.verifier = verifier;
    },
    codeVerifier: () => held.verifier ?? '',
    discoveryState: () => held.discovery,
    saveDiscoveryState: (discovery: object) => {
      held.discovery = discovery;
    },
  };
}
