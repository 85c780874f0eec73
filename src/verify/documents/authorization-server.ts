import type { AuthorizationServer } from 'oauth4webapi';
import { authorizationServerMetadataUrl } from './well-known.ts';
import { auth0Only, type Source, UnusableAnswer } from '../evidence.ts';
import { answered, type Exchange, exchange, answeredObject } from '../exchange.ts';

/** What the issuer says of itself. */
export interface Metadata {
  readonly url: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** OpenID Connect Discovery 1.0, section 4: the well-known path goes behind the issuer, less its final slash. */
export function openidMetadataUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

export const oauthMetadataAnswer: Source<Exchange> = {
  name: 'the authorization-server metadata',
  gather: (gathering) => exchange(gathering, authorizationServerMetadataUrl(gathering.target.issuer)),
};

/** Auth0 answers here too; of another issuer it would be too much to ask. */
export const openidMetadataAnswer: Source<Exchange> = {
  name: 'the OpenID configuration',
  gather: async (gathering) => {
    await gathering.evidence(auth0Only);
    return exchange(gathering, openidMetadataUrl(gathering.target.issuer));
  },
};

export const metadata: Source<Metadata> = {
  name: 'the authorization-server metadata',
  gather: async ({ evidence }) => metadataIn(await evidence(oauthMetadataAnswer)),
};

export const jwksAnswer: Source<Exchange> = {
  name: 'the key set',
  gather: async (gathering) => {
    const { url, document } = await gathering.evidence(metadata);
    const jwksUri = document['jwks_uri'];
    if (typeof jwksUri !== 'string' || URL.parse(jwksUri) === null) {
      throw new UnusableAnswer(`${url} names no jwks_uri`);
    }
    return exchange(gathering, jwksUri);
  },
};

/** The entries of the key set as they came: private members included, and whatever else is listed as a key. */
export const keys: Source<readonly unknown[]> = {
  name: 'the keys',
  gather: async ({ evidence }) => keysIn(await evidence(jwksAnswer)),
};

/** @throws {UnusableAnswer} when the answer is not a key set */
export function keysIn(answer: Exchange): readonly unknown[] {
  const listed = answeredObject(answer)?.['keys'];
  if (answer.status !== 200 || !Array.isArray(listed))
    throw new UnusableAnswer(`${answered(answer)}: no key set`);
  return listed;
}

/** {@link metadata} as oauth4webapi takes it: with an issuer and the endpoints that the code flow needs. */
export const authorizationServer: Source<AuthorizationServer> = {
  name: 'the authorization server',
  gather: async ({ evidence }) => usableServer(await evidence(metadata)),
};

/** @throws {UnusableAnswer} when the answer is not a metadata document */
export function metadataIn(answer: Exchange): Metadata {
  const document = answeredObject(answer);
  if (answer.status !== 200 || document === undefined) {
    throw new UnusableAnswer(`${answered(answer)}: no metadata document`);
  }
  return { url: answer.url, document };
}

/** @throws {UnusableAnswer} when an endpoint that the code flow needs is missing */
export function usableServer({ url, document }: Metadata): AuthorizationServer {
  for (const name of ['issuer', 'authorization_endpoint', 'token_endpoint']) {
    const value = document[name];
    if (typeof value !== 'string' || URL.parse(value) === null)
      throw new UnusableAnswer(`${url} names no ${name}`);
  }
  return document as unknown as AuthorizationServer;
}
