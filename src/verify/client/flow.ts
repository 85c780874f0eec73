import { NotApplicable, type Source, UnusableAnswer } from '../evidence.ts';
import type { Exchange } from '../exchange.ts';
import { type ProbeAnswer, probeAuthorization } from '../oauth/authorization-probe.ts';
import { audienceFault, type OpenedToken } from '../oauth/access-token.ts';
import type { CodeRequest } from '../oauth/code-flow.ts';
import { loginSources, user } from '../oauth/login-sources.ts';
import { callResource } from '../resource-server/first-request.ts';
import { requestedScopes, resourceMetadata, server, walkedClient } from './discovery.ts';
import { redirectUri, registeredClient } from './registration.ts';
import { sentResource } from './resource.ts';
import { inSentence } from '../walked-client.ts';

const knownRedirectUri: Source<string> = {
  name: redirectUri.name,
  gather: async ({ evidence }) => {
    const [uri, { title }] = await Promise.all([evidence(redirectUri), evidence(walkedClient)]);
    if (uri === undefined) throw new UnusableAnswer(`${title} has no redirect URI here`);
    return uri;
  },
};

/** The answer to a request that can come to nothing, at the client's own redirect URI. */
export const callbackProbe: Source<ProbeAnswer> = {
  name: "the answer to the client's redirect URI",
  gather: async (gathering) => {
    const [client, uri, { clientId }, authorizationServer, scopes, { resource }] = await Promise.all([
      gathering.evidence(walkedClient),
      gathering.evidence(knownRedirectUri),
      gathering.evidence(registeredClient),
      gathering.evidence(server),
      gathering.evidence(requestedScopes),
      gathering.evidence(resourceMetadata),
    ]);
    return probeAuthorization(gathering, {
      server: authorizationServer,
      clientId,
      redirectUri: uri,
      responseType: 'code',
      scope: scopes.join(' '),
      resource: sentResource(resource, client),
    });
  },
};

/** That it was accepted: one that was refused is refused again at the login, and told of once. */
export const acceptedCallback: Source<true> = {
  name: callbackProbe.name,
  gather: async ({ evidence }) => {
    const { accepted, redirectUri: uri, message } = await evidence(callbackProbe);
    if (accepted) return true;
    throw new UnusableAnswer(`${uri} was refused: ${message}`);
  },
};

export const clientRequest: Source<CodeRequest> = {
  name: "the client's authorization request",
  gather: async ({ evidence }) => {
    const client = await evidence(walkedClient);
    const { clientId, clientAuthentication } = await evidence(registeredClient);
    // One request after the other, as a client sends them.
    await evidence(callbackProbe).catch(() => undefined);
    if (clientAuthentication === undefined) {
      throw new NotApplicable(`only ${inSentence(client)} has the key that this client signs in with`);
    }
    const [authorizationServer, uri, scopes, { resource }, agent] = await Promise.all([
      evidence(server),
      evidence(knownRedirectUri),
      evidence(requestedScopes),
      evidence(resourceMetadata),
      evidence(user),
    ]);
    return {
      server: authorizationServer,
      clientId,
      clientAuthentication,
      // A person's browser cannot be caught on its way to the client; loopback stands in, and the probe asks for the real one.
      redirectUri: agent.redirectUri ?? uri,
      scope: scopes.join(' '),
      resource: sentResource(resource, client),
    };
  },
};

export const clientLogin = loginSources(clientRequest);

/** The access token, which is for the resource: any other has other scopes, and is refused there. */
export const tokenForResource: Source<OpenedToken> = {
  name: 'a token for the resource',
  gather: async ({ evidence, target }) => {
    const [token, { resource }] = await Promise.all([
      evidence(clientLogin.accessToken),
      evidence(resourceMetadata),
    ]);
    const fault = audienceFault(token, resource, target);
    if (fault === undefined) return token;
    throw new UnusableAnswer(`There is no token for the resource: ${fault}`);
  },
};

/** The answer of the resource to the token. */
export const resourceAnswer: Source<Exchange> = {
  name: 'the answer of the resource',
  gather: async (gathering) =>
    callResource(gathering, (await gathering.evidence(clientLogin.grantedTokens)).accessToken),
};
