import { chatgptCallbackUrls } from '../../../infra/chatgpt.ts';
import { siteOrigins } from '../../../infra/declared-clients.ts';
import { grantedTokens } from '../application/flow.ts';
import { type Gathering, resourceUrl, type Source } from '../evidence.ts';
import { answerTo, conclusive, conclusiveOfGateway, type Exchange, exchange } from '../exchange.ts';
import { strangersOrigin } from '../documents/protected-resource.ts';

/** The issuer's metadata, as OmniChat's server passes it on. */
export const relayedMetadataAnswer: Source<Exchange> = {
  name: "the authorization-server metadata at OmniChat's server",
  gather: async (gathering) => {
    const url = new URL('/.well-known/oauth-authorization-server', await gathering.evidence(resourceUrl));
    return conclusiveOfGateway(await answerTo(gathering, url, { headers: { origin: strangersOrigin } }));
  },
};

/** The answer to a call without a token. */
export const anonymousAnswer: Source<Exchange> = {
  name: 'the answer without a token',
  gather: (gathering) => callResource(gathering),
};

/** An unsigned JWT that claims everything (RFC 7519 §6). */
const unsignedToken = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"verify"}').toString('base64url')}.`;

/** The answer to a call with a token that nobody signed. */
export const unsignedTokenAnswer: Source<Exchange> = {
  name: 'the answer to an unsigned token',
  gather: (gathering) => callResource(gathering, unsignedToken),
};

/** The answer to a call with a token of the user who logged in. */
export const authorizedAnswer: Source<Exchange> = {
  name: 'the answer to a token',
  gather: async (gathering) => callResource(gathering, (await gathering.evidence(grantedTokens)).accessToken),
};

/** An MCP client's first request (MCP 2026-07-28, "Lifecycle"). */
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2026-07-28',
    capabilities: {},
    clientInfo: { name: 'omnichat-auth0-verify', version: '1' },
  },
};

/** Calls the resource as an MCP client begins. */
export async function callResource(gathering: Gathering, token?: string): Promise<Exchange> {
  const answer = await answerTo(gathering, await gathering.evidence(resourceUrl), {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(initialize),
  });
  // A token is checked with keys that are fetched from elsewhere.
  return token === undefined ? conclusive(answer) : conclusiveOfGateway(answer);
}

/** A page's question whether it may call (Fetch standard, "CORS-preflight request"), answered. */
export interface Preflight {
  readonly origin: string;
  readonly answer: Exchange;
}

/** Preflights of `/register` and the API, for the clients' pages, the application's own and a stranger's. */
export const preflights: Source<readonly Preflight[]> = {
  name: 'the answers to preflights',
  gather: async (gathering) => {
    const resource = await gathering.evidence(resourceUrl);
    const { application, applicationOrigins } = gathering.target;
    const redirectUris = application?.redirectUris ?? [];
    const clientOrigins = siteOrigins(redirectUris.length > 0 ? redirectUris : chatgptCallbackUrls);
    const origins = [...new Set([...clientOrigins, ...applicationOrigins]), strangersOrigin];
    return Promise.all(
      origins.flatMap((origin) =>
        [new URL('/register', resource), new URL(resource)].map(async (url) => ({
          origin,
          answer: await exchange(gathering, url, {
            method: 'OPTIONS',
            headers: {
              origin,
              'access-control-request-method': 'POST',
              'access-control-request-headers': 'authorization,content-type',
            },
          }),
        })),
      ),
    );
  },
};
