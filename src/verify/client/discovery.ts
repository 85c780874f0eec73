import type { AuthorizationServer } from 'oauth4webapi';
import { authorizationServerMetadataUrl, protectedResourceMetadataUrl } from '../documents/well-known.ts';
import { metadataIn, openidMetadataUrl, usableServer } from '../documents/authorization-server.ts';
import { NotApplicable, resourceUrl, type Source, UnusableAnswer } from '../evidence.ts';
import { answered, type Exchange, exchange, answeredObject, Unreachable } from '../exchange.ts';
import { anonymousAnswer } from '../resource-server/answers.ts';
import { bearerChallenge } from '../resource-server/challenge.ts';
import type { WalkedClient } from '../walked-client.ts';

/** What the protected-resource metadata tells a client (RFC 9728 §2). */
export interface ResourceMetadata {
  readonly resource: string;
  /** The first of the authorization servers: the issuer, and where its metadata is looked for. */
  readonly authorizationServer: string;
  readonly scopes: readonly string[];
}

/**
 * Where the metadata is looked for, and where else: where the challenge points, or in the well-known place of the resource's path, and
 * then of the root (MCP 2026-07-28, "Protected Resource Metadata Discovery Requirements").
 */
const metadataUrls: Source<readonly [first: string, second?: string]> = {
  name: 'the address of the protected-resource metadata',
  gather: async ({ evidence }) => {
    const [answer, url] = await Promise.all([evidence(anonymousAnswer), evidence(resourceUrl)]);
    const named = bearerChallenge(answer)?.['resource_metadata'];
    const wellKnown = protectedResourceMetadataUrl(url);
    if (named !== undefined) return [URL.parse(named) === null ? wellKnown : named];
    const root = protectedResourceMetadataUrl(new URL(url).origin);
    return root === wellKnown ? [wellKnown] : [wellKnown, root];
  },
};

const metadataAnswer: Source<Exchange> = {
  name: 'the protected-resource metadata',
  gather: async (gathering) => {
    const [first, second] = await gathering.evidence(metadataUrls);
    const answer = await exchange(gathering, first);
    return answer.status === 404 && second !== undefined ? exchange(gathering, second) : answer;
  },
};

/** What came of asking for the metadata. */
export interface MetadataFetch {
  /** Whether the challenge points elsewhere than to the well-known place, where RESOURCE_URL has it. */
  readonly elsewhere: boolean;
  readonly answer: Exchange | Unreachable;
}

export const metadataFetch: Source<MetadataFetch> = {
  name: 'the protected-resource metadata',
  gather: async ({ evidence }) => {
    const wellKnown = protectedResourceMetadataUrl(await evidence(resourceUrl));
    const elsewhere = (await evidence(metadataUrls))[0] !== wellKnown;
    return { elsewhere, answer: await answerOrSilence(evidence(metadataAnswer), elsewhere) };
  },
};

/** Silence says nothing of somebody who should answer, and all of somebody who should not have been asked. */
async function answerOrSilence(answer: Promise<Exchange>, astray: boolean): Promise<Exchange | Unreachable> {
  try {
    return await answer;
  } catch (error) {
    if (astray && error instanceof Unreachable) return error;
    throw error;
  }
}

export const resourceMetadata: Source<ResourceMetadata> = {
  name: 'the protected-resource metadata',
  gather: async ({ evidence }) => {
    const answer = await evidence(metadataAnswer);
    const {
      resource,
      authorization_servers: servers,
      scopes_supported: scopes,
    } = answeredObject(answer) ?? {};
    const authorizationServer: unknown = Array.isArray(servers) ? servers[0] : undefined;
    if (
      answer.status !== 200 ||
      typeof resource !== 'string' ||
      typeof authorizationServer !== 'string' ||
      URL.parse(authorizationServer) === null
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
const issuerAnswer: Source<Exchange> = {
  name: "the authorization server's metadata",
  gather: async (gathering) => {
    const { authorizationServer } = await gathering.evidence(resourceMetadata);
    const answer = await exchange(gathering, authorizationServerMetadataUrl(authorizationServer));
    return answer.status === 200 ? answer : exchange(gathering, openidMetadataUrl(authorizationServer));
  },
};

/** That metadata; or that nobody answered, where the resource names another issuer than the one that is verified. */
export const issuerFetch: Source<Exchange | Unreachable> = {
  name: issuerAnswer.name,
  gather: async ({ evidence, target }) => {
    const { authorizationServer } = await evidence(resourceMetadata);
    return answerOrSilence(evidence(issuerAnswer), authorizationServer !== target.issuer);
  },
};

export const server: Source<AuthorizationServer> = {
  name: 'the authorization server',
  gather: async ({ evidence }) => usableServer(metadataIn(await evidence(issuerAnswer))),
};

/** The client whose way is gone. */
export const walkedClient: Source<WalkedClient> = {
  name: 'the client',
  given: true,
  gather: async ({ client }) => {
    if (client === undefined) throw new NotApplicable('no client is named');
    return client;
  },
};

/** The scopes that the client asks for at first (MCP 2026-07-28, "Scope Selection Strategy"). */
export const requestedScopes: Source<readonly string[]> = {
  name: 'the scopes',
  gather: async ({ evidence }) => {
    const [answer, { scopes }, { scopes_supported: atIssuer = [] }, client] = await Promise.all([
      evidence(anonymousAnswer),
      evidence(resourceMetadata),
      evidence(server),
      evidence(walkedClient),
    ]);
    if (client.asksFor === 'what the issuer lists') return atIssuer;
    const challenged = bearerChallenge(answer)?.['scope']?.split(' ');
    const offline = client.asksOfflineAccess && atIssuer.includes('offline_access');
    return [...(challenged ?? scopes), ...(offline ? ['offline_access'] : [])];
  },
};
