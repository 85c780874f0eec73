import { type ClientAuth, generateRandomCodeVerifier } from 'oauth4webapi';
import { authorizationServer } from '../documents/authorization-server.ts';
import { api, application, type Gathering, NotApplicable, type Source } from '../evidence.ts';
import { answerTo, conclusive, type Exchange, answeredObject } from '../exchange.ts';
import { type ProbeAnswer, probeAuthorization, type ProbeRequest } from '../oauth/authorization-probe.ts';
import { secretAuthentication, type SecretMethod, secretMethods } from '../oauth/code-flow.ts';

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

/**
 * The answers to redirect URIs that the application must not have: a stranger's; those that a wildcard would let in with each
 * of its own; and this machine's, where any program listens.
 */
export const strangerProbes: Source<readonly ProbeAnswer[]> = {
  name: "the answers to strangers' redirect URIs",
  gather: async (gathering) => {
    const { redirectUris: own } = await gathering.evidence(application);
    const strangers = [
      strangersRedirectUri,
      ...new Set(own.filter((uri) => uri.startsWith('https:')).map(subdomainOf)),
      'http://localhost:3000/callback',
      'http://localhost:8080/callback',
    ].filter((uri) => !own.includes(uri));
    return Promise.all(
      strangers.map((redirectUri) => probe(gathering, { redirectUri, responseType: 'code' })),
    );
  },
};

function subdomainOf(uri: string): string {
  const url = new URL(uri);
  url.hostname = `verify.${url.hostname}`;
  return url.href;
}

/** The answer to an implicit request. */
export const implicitProbe: Source<ProbeAnswer> = {
  name: 'the answer to an implicit request',
  gather: async (gathering) => {
    const [redirectUri] = await gathering.evidence(redirectUris);
    return probe(gathering, { redirectUri, responseType: 'id_token' });
  },
};

/** What the secret is answered with. */
export interface SecretProbe {
  readonly right: Exchange;
  /** How the client authenticates itself: as the server takes it from this one. */
  readonly method: SecretMethod;
}

/**
 * Answers to a code that does not exist. The client is authenticated before the code is looked at, so that they tell what its
 * secret is worth (RFC 6749 §5.2). Auth0 takes it the one way that the program declares; of another server it is tried out.
 */
export const secretProbe: Source<SecretProbe> = {
  name: 'the answers to the client secret',
  gather: async (gathering) => {
    const [{ clientSecret, tokenEndpointAuthMethod: declared }, server] = await Promise.all([
      gathering.evidence(application),
      gathering.evidence(authorizationServer),
    ]);
    const [first, second] = secretMethods(server);
    let method = declared ?? first;
    let right = await redeemNothing(gathering, secretAuthentication(method, clientSecret));
    if (
      !gathering.target.auth0 &&
      second !== undefined &&
      answeredObject(right)?.['error'] === 'invalid_client'
    ) {
      method = second;
      right = await redeemNothing(gathering, secretAuthentication(method, clientSecret));
    }
    return { right, method };
  },
};

/** Whether the server knows the application at all: at its token endpoint Auth0 says of a stranger what it says of a wrong secret. */
export const knownApplication: Source<boolean> = {
  name: 'whether the application is known',
  gather: async (gathering) => {
    const { right } = await gathering.evidence(secretProbe);
    if (isAuthenticated(right)) return true;
    const { redirectUris: known } = await gathering.evidence(application);
    const probes =
      known.length > 0
        ? await gathering.evidence(redirectUriProbes)
        : [await probe(gathering, { redirectUri: strangersRedirectUri, responseType: 'code' })];
    return !probes.some(({ message }) => /unknown client/i.test(message));
  },
};

/** The answer to the same with another secret. */
export const wrongSecretAnswer: Source<Exchange> = {
  name: 'the answer to a wrong client secret',
  gather: async (gathering) => {
    const { method } = await gathering.evidence(secretProbe);
    return redeemNothing(gathering, secretAuthentication(method, generateRandomCodeVerifier()));
  },
};

/** Only of a client that it knows does a server say that its code is no good. */
export const isAuthenticated = (answer: Exchange) => answeredObject(answer)?.['error'] === 'invalid_grant';

/** Auth0 says `access_denied` of a wrong secret, with the status of `invalid_client` (RFC 6749 §5.2). */
export function refusesClient(answer: Exchange): boolean {
  const error = answeredObject(answer)?.['error'];
  const isRefusal = answer.status === 401 || error === 'invalid_client' || error === 'unauthorized_client';
  return typeof error === 'string' && isRefusal;
}

/** The answer to the client's request for a token of its own, which it has no use for (RFC 6749 §4.4). */
export const clientCredentialsAnswer: Source<Exchange> = {
  name: 'the answer to a client-credentials request',
  gather: async (gathering) => {
    const [{ clientSecret }, { method }, { identifier }] = await Promise.all([
      gathering.evidence(application),
      gathering.evidence(secretProbe),
      gathering.evidence(api),
    ]);
    const answer = await tokenRequest(gathering, secretAuthentication(method, clientSecret), {
      grant_type: 'client_credentials',
      [gathering.target.auth0 ? 'audience' : 'resource']: identifier,
    });
    const token = answeredObject(answer)?.['access_token'];
    if (typeof token === 'string') gathering.keepSecret(token);
    return conclusive(answer);
  },
};

/** Redeems a code that does not exist. */
export function redeemNothing(gathering: Gathering, authentication: ClientAuth): Promise<Exchange> {
  return tokenRequest(gathering, authentication, {
    grant_type: 'authorization_code',
    code: noCode,
    redirect_uri: strangersRedirectUri,
    code_verifier: generateRandomCodeVerifier(),
  });
}

async function tokenRequest(
  gathering: Gathering,
  authentication: ClientAuth,
  parameters: Readonly<Record<string, string>>,
): Promise<Exchange> {
  const [{ clientId }, server] = await Promise.all([
    gathering.evidence(application),
    gathering.evidence(authorizationServer),
  ]);
  const body = new URLSearchParams(parameters);
  const headers = new Headers();
  await authentication(server, { client_id: clientId }, body, headers);
  return answerTo(gathering, server.token_endpoint ?? '', { method: 'POST', headers, body });
}

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
