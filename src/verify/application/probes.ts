import { generateRandomCodeVerifier } from 'oauth4webapi';
import { authorizationServer } from '../authorization-server/documents.ts';
import { application, type Gathering, NotApplicable, type Source } from '../evidence.ts';
import { type Exchange, exchange } from '../exchange.ts';
import { type ProbeAnswer, probeAuthorization, type ProbeRequest } from '../oauth/authorization-probe.ts';

/** Under a name that is nobody's (RFC 2606 §2). */
const strangersRedirectUri = 'https://verify.invalid/callback';

const noCode = 'omnichat-auth0-verify-no-such-code';

/** The redirect URIs that the application must have; not applicable where none are known. */
const redirectUris: Source<readonly [string, ...string[]]> = {
  name: 'the redirect URIs',
  gather: async ({ evidence }) => {
    const [first, ...more] = (await evidence(application)).redirectUris;
    if (first === undefined) throw new NotApplicable('no redirect URIs of the application are known');
    return [first, ...more];
  },
};

/** One answer for each redirect URI. */
export const redirectUriProbes: Source<readonly ProbeAnswer[]> = {
  name: 'the answers to each redirect URI',
  gather: async (gathering) => {
    const uris = await gathering.evidence(redirectUris);
    return Promise.all(uris.map((redirectUri) => probe(gathering, { redirectUri, responseType: 'code' })));
  },
};

/** The answer to a request whose redirect URI is a stranger's. */
export const strangerProbe: Source<ProbeAnswer> = {
  name: "the answer to a stranger's redirect URI",
  gather: (gathering) => probe(gathering, { redirectUri: strangersRedirectUri, responseType: 'code' }),
};

/** The answer to an implicit request. */
export const implicitProbe: Source<ProbeAnswer> = {
  name: 'the answer to an implicit request',
  gather: async (gathering) => {
    const [redirectUri] = await gathering.evidence(redirectUris);
    return probe(gathering, { redirectUri, responseType: 'id_token' });
  },
};

/**
 * Answers to a code that does not exist. The client is authenticated before the code is looked at, so that they tell what its
 * secret is worth (RFC 6749 §5.2).
 */
export const secretProbes: Source<{ readonly right: Exchange; readonly wrong: Exchange }> = {
  name: 'the answers to the client secret',
  gather: async (gathering) => {
    const [{ clientId, clientSecret }, server] = await Promise.all([
      gathering.evidence(application),
      gathering.evidence(authorizationServer),
    ]);
    const tokenRequest = (secret: string) =>
      exchange(gathering, server.token_endpoint ?? '', {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: clientId,
          client_secret: secret,
          code: noCode,
          redirect_uri: strangersRedirectUri,
          code_verifier: generateRandomCodeVerifier(),
        }),
      });
    const [right, wrong] = await Promise.all([
      tokenRequest(clientSecret),
      tokenRequest(generateRandomCodeVerifier()),
    ]);
    return { right, wrong };
  },
};

async function probe(
  gathering: Gathering,
  request: Pick<ProbeRequest, 'redirectUri' | 'responseType'>,
): Promise<ProbeAnswer> {
  const [{ clientId }, server] = await Promise.all([
    gathering.evidence(application),
    gathering.evidence(authorizationServer),
  ]);
  return probeAuthorization(gathering, { ...request, server, clientId, scope: 'openid' });
}
