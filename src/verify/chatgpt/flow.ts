import { user } from '../application/flow.ts';
import { keys, UnusableAnswer } from '../authorization-server/documents.ts';
import { NotApplicable, type Source } from '../evidence.ts';
import type { Exchange } from '../exchange.ts';
import { type OpenedToken, openToken } from '../oauth/access-token.ts';
import { type ProbeAnswer, probeAuthorization } from '../oauth/authorization-probe.ts';
import {
  type AuthorizationOutcome,
  type CodeRequest,
  redeemCode,
  requestCode,
  type TokenOutcome,
} from '../oauth/code-flow.ts';
import { callResource } from '../resource-server/answers.ts';
import { requestedScopes, resourceMetadata, server } from './discovery.ts';
import { redirectUri, registeredClient } from './registration.ts';

/** The answer to a request that can come to nothing, at ChatGPT's own redirect URI. */
export const callbackProbe: Source<ProbeAnswer> = {
  name: "the answer to ChatGPT's redirect URI",
  gather: async (gathering) => {
    const [uri, { clientId }, authorizationServer, scopes, { resource }] = await Promise.all([
      gathering.evidence(redirectUri),
      gathering.evidence(registeredClient),
      gathering.evidence(server),
      gathering.evidence(requestedScopes),
      gathering.evidence(resourceMetadata),
    ]);
    if (uri === undefined) throw new UnusableAnswer('ChatGPT has no redirect URI here');
    return probeAuthorization(gathering, {
      server: authorizationServer,
      clientId,
      redirectUri: uri,
      responseType: 'code',
      scope: scopes.join(' '),
      resource,
    });
  },
};

export const chatgptRequest: Source<CodeRequest> = {
  name: "ChatGPT's authorization request",
  gather: async ({ evidence }) => {
    const { clientId, clientAuthentication } = await evidence(registeredClient);
    if (clientAuthentication === undefined) {
      throw new NotApplicable('only ChatGPT has the key that this client signs in with');
    }
    const [authorizationServer, uri, scopes, { resource }, agent] = await Promise.all([
      evidence(server),
      evidence(redirectUri),
      evidence(requestedScopes),
      evidence(resourceMetadata),
      evidence(user),
    ]);
    if (uri === undefined) throw new UnusableAnswer('ChatGPT has no redirect URI here');
    return {
      server: authorizationServer,
      clientId,
      clientAuthentication,
      // A person's browser cannot be caught on its way to chatgpt.com; loopback stands in, and the probe asks for the real one.
      redirectUri: agent.redirectUri ?? uri,
      scope: scopes.join(' '),
      resource,
    };
  },
};

export const authorization: Source<AuthorizationOutcome> = {
  name: 'the authorization',
  gather: async (gathering) => {
    const [agent, asked] = await Promise.all([gathering.evidence(user), gathering.evidence(chatgptRequest)]);
    return requestCode(gathering, agent, asked);
  },
};

export const tokens: Source<TokenOutcome> = {
  name: 'the tokens',
  gather: async (gathering) => {
    const outcome = await gathering.evidence(authorization);
    if (!outcome.granted) throw new UnusableAnswer(`There is no code: ${outcome.reason}`);
    return redeemCode(gathering, await gathering.evidence(chatgptRequest), outcome.code);
  },
};

/** Tokens that were really issued. */
export const grantedTokens: Source<Extract<TokenOutcome, { granted: true }>> = {
  name: 'the tokens',
  gather: async ({ evidence }) => {
    const outcome = await evidence(tokens);
    if (!outcome.granted) throw new UnusableAnswer(`There are no tokens: ${outcome.reason}`);
    return outcome;
  },
};

export const accessToken: Source<OpenedToken> = {
  name: 'the access token',
  gather: async ({ evidence }) => {
    const [{ accessToken: token }, published] = await Promise.all([evidence(grantedTokens), evidence(keys)]);
    return openToken(token, published);
  },
};

/** The answer of the resource to the token. */
export const resourceAnswer: Source<Exchange> = {
  name: 'the answer of the resource',
  gather: async (gathering) => callResource(gathering, (await gathering.evidence(grantedTokens)).accessToken),
};
