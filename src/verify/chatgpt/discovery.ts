import type { AuthorizationServer } from 'oauth4webapi';
import {
  metadataIn,
  oauthMetadataUrl,
  openidMetadataUrl,
  UnusableAnswer,
  usableServer,
} from '../authorization-server/documents.ts';
import { resourceUrl, type Source } from '../evidence.ts';
import { answered, type Exchange, exchange, jsonObject } from '../exchange.ts';
import { anonymousAnswer, resourceMetadataUrl } from '../resource-server/answers.ts';
import { bearerChallenge } from '../resource-server/challenge.ts';

/** What the protected-resource metadata tells ChatGPT (RFC 9728 §2). */
export interface ResourceMetadata {
  readonly resource: string;
  /** The first of the authorization servers: the issuer, and where its metadata is looked for. */
  readonly authorizationServer: string;
  readonly scopes: readonly string[];
}

/** From where the challenge points, else from the well-known place (MCP 2026-07-28, "Authorization Server Discovery"). */
export const metadataAnswer: Source<Exchange> = {
  name: 'the protected-resource metadata',
  gather: async (gathering) => {
    const [answer, url] = await Promise.all([
      gathering.evidence(anonymousAnswer),
      gathering.evidence(resourceUrl),
    ]);
    const named = bearerChallenge(answer)?.['resource_metadata'];
    return exchange(gathering, named !== undefined && URL.canParse(named) ? named : resourceMetadataUrl(url));
  },
};

export const resourceMetadata: Source<ResourceMetadata> = {
  name: 'the protected-resource metadata',
  gather: async ({ evidence }) => {
    const answer = await evidence(metadataAnswer);
    const { resource, authorization_servers: servers, scopes_supported: scopes } = jsonObject(answer) ?? {};
    const authorizationServer: unknown = Array.isArray(servers) ? servers[0] : undefined;
    if (
      answer.status !== 200 ||
      typeof resource !== 'string' ||
      typeof authorizationServer !== 'string' ||
      !URL.canParse(authorizationServer)
    ) {
      throw new UnusableAnswer(`${answered(answer)}: no resource, or no authorization server`);
    }
    return {
      resource,
      authorizationServer,
      scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [],
    };
  },
};

/** The metadata of the authorization server that the resource names: OAuth's address first, then OpenID Connect's. */
export const issuerAnswer: Source<Exchange> = {
  name: "the authorization server's metadata",
  gather: async (gathering) => {
    const { authorizationServer } = await gathering.evidence(resourceMetadata);
    const answer = await exchange(gathering, oauthMetadataUrl(authorizationServer));
    return answer.status === 200 ? answer : exchange(gathering, openidMetadataUrl(authorizationServer));
  },
};

export const server: Source<AuthorizationServer> = {
  name: 'the authorization server',
  gather: async ({ evidence }) => usableServer(metadataIn(await evidence(issuerAnswer))),
};

/** The scopes that ChatGPT asks for: the challenge's, else all (MCP 2026-07-28, "Scope Selection Strategy"). */
export const requestedScopes: Source<readonly string[]> = {
  name: 'the scopes',
  gather: async ({ evidence }) => {
    const [answer, { scopes }, { scopes_supported: atIssuer = [] }] = await Promise.all([
      evidence(anonymousAnswer),
      evidence(resourceMetadata),
      evidence(server),
    ]);
    const challenged = bearerChallenge(answer)?.['scope']?.split(' ');
    return [...(challenged ?? scopes), ...(atIssuer.includes('offline_access') ? ['offline_access'] : [])];
  },
};
