import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { type CryptoKey, exportJWK, type JWK, SignJWT } from 'jose';
import { rsaKeys } from './rsa-keys.ts';

/** An issuer of access tokens on loopback: metadata, keys and a pen. Nobody logs in here. */
export interface TokenIssuer {
  /** With a final slash, as Auth0 writes it. */
  issuer: string;
  jwksUri: string;
  /** How often the keys were asked for. */
  keyRequests: () => number;
  /** Signs with the current key; `claims` and `header` go over the defaults, `undefined` leaves one out. */
  sign: (claims?: Record<string, unknown>, header?: { kid?: string; typ?: string }) => Promise<string>;
  /** The current key as the JWKS shows it. */
  publicJwk: () => JWK;
  /** Takes a new key and forgets the old one. */
  rotate: () => Promise<void>;
  /** From now on every request is answered with this status, and with an empty object; with `undefined` as usual. */
  failWith: (status: number | undefined) => void;
  close: () => Promise<void>;
}

/** @param owner whose keys it signs with; those of the same owner are the same */
export async function startTokenIssuer(audience: string, owner = 'the issuer'): Promise<TokenIssuer> {
  let generation = 0;
  let key = await keyOf(owner, 'key-0');
  let keyRequests = 0;
  let failure: number | undefined;

  const server: Server = createServer((request, response) => {
    const documents: Record<string, unknown> = {
      '/.well-known/jwks.json': { keys: [key.publicJwk] },
      '/.well-known/oauth-authorization-server': {
        issuer,
        authorization_endpoint: `${issuer}authorize`,
        token_endpoint: `${issuer}oauth/token`,
        jwks_uri: `${issuer}.well-known/jwks.json`,
        registration_endpoint: `${issuer}oidc/register`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
      },
    };
    if (request.url === '/.well-known/jwks.json') keyRequests += 1;
    const document = documents[request.url ?? ''];
    response.writeHead(failure ?? (document === undefined ? 404 : 200), {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(failure === undefined ? (document ?? {}) : {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  return {
    issuer,
    jwksUri: `${issuer}.well-known/jwks.json`,
    keyRequests: () => keyRequests,
    publicJwk: () => key.publicJwk,
    sign: (claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        iss: issuer,
        aud: audience,
        sub: 'auth0|alice',
        azp: 'client-of-alice',
        scope: 'files:read chat:read',
        iat: now,
        exp: now + 3600,
        ...claims,
      };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.publicJwk.kid ?? '', ...header })
        .sign(key.privateKey);
    },
    rotate: async () => {
      generation += 1;
      key = await keyOf(owner, `key-${generation}`);
    },
    failWith: (status) => {
      failure = status;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function keyOf(owner: string, kid: string): Promise<{ privateKey: CryptoKey; publicJwk: JWK }> {
  const { privateKey, publicKey } = await rsaKeys(`${kid} of ${owner}`);
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}
