import { chatgptCallbackUrls } from '../../../infra/chatgpt.ts';
import { siteOrigins } from '../../../infra/declared-clients.ts';
import { applicationLogin } from '../application/flow.ts';
import { type Gathering, resourceUrl, type Source } from '../evidence.ts';
import { answerTo, conclusiveOfGateway, type Exchange, exchange } from '../exchange.ts';
import { audienceFor } from '../oauth/access-token.ts';
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

/** The answers to calls with tokens that nobody signed, all else about which is as it should be. */
export const unsignedTokenAnswers: Source<readonly Exchange[]> = {
  name: 'the answers to unsigned tokens',
  gather: async (gathering) => {
    const claims = await forgedClaims(gathering);
    return Promise.all(forgeries.map((forge) => callResource(gathering, forge(claims))));
  },
};

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Bytes in the place of a signature with a key of 2048 bits. */
const noSignature = Buffer.alloc(256, 1).toString('base64url');

const forgeries: readonly ((claims: object) => string)[] = [
  // An unsecured JWT (RFC 7519 §6).
  (claims) => `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(claims)}.`,
  // What passes where claims are read and the signature is not.
  (claims) => `${encoded({ alg: 'RS256', typ: 'at+jwt' })}.${encoded(claims)}.${noSignature}`,
];

const forgedLifetimeSeconds = 300;

/** Those of an access token that would be let in (RFC 9068 §2.2). */
async function forgedClaims({ evidence, target, now }: Gathering): Promise<object> {
  const { issuer, api } = target;
  const iat = Math.floor(now() / 1000);
  return {
    iss: issuer,
    aud: api === undefined ? await evidence(resourceUrl) : audienceFor(api.identifier, target),
    sub: 'verify',
    client_id: 'verify',
    jti: 'verify',
    scope: api?.scopes.join(' ') ?? '',
    iat,
    exp: iat + forgedLifetimeSeconds,
  };
}

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
