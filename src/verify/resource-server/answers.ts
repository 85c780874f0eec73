import { chatgptCallbackUrls } from '../../../infra/chatgpt.ts';
import { siteOrigins } from '../../../infra/declared-clients.ts';
import { applicationLogin } from '../application/flow.ts';
import { resourceUrl, type Source } from '../evidence.ts';
import { answerTo, conclusiveOfGateway, type Exchange, exchange } from '../exchange.ts';
import { strangersOrigin } from '../documents/protected-resource.ts';
import { calledRoute } from './called-route.ts';
import { callResource } from './first-request.ts';

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
  gather: async (gathering) =>
    callResource(gathering, (await gathering.evidence(applicationLogin.grantedTokens)).accessToken),
};

/** A page's question whether it may call (Fetch standard, "CORS-preflight request"), answered. */
export interface Preflight {
  readonly origin: string;
  readonly answer: Exchange;
}

/** Preflights of `/register` and the API, for the clients' pages, the application's own and a stranger's. */
export const preflights: Source<readonly Preflight[]> = {
  name: 'the answers to preflights',
  gather: async (gathering) => {
    const route = await gathering.evidence(calledRoute);
    const { application, applicationOrigins } = gathering.target;
    const redirectUris = application?.redirectUris ?? [];
    const clientOrigins = siteOrigins(redirectUris.length > 0 ? redirectUris : chatgptCallbackUrls);
    const origins = [...new Set([...clientOrigins, ...applicationOrigins]), strangersOrigin];
    return Promise.all(
      origins.flatMap((origin) =>
        [{ method: 'POST', url: new URL('/register', route.url) }, route].map(async ({ method, url }) => ({
          origin,
          answer: await exchange(gathering, url, {
            method: 'OPTIONS',
            headers: {
              origin,
              'access-control-request-method': method,
              'access-control-request-headers': 'authorization,content-type',
            },
          }),
        })),
      ),
    );
  },
};
