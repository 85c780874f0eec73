import { createHash, X509Certificate } from 'node:crypto';
import type { SigningKey } from '../keys/signing-key.ts';
import type { SigningKeyRing } from '../keys/signing-key-ring.ts';

/** A public signing key as Auth0 publishes it (RFC 7517). */
export interface PublishedKey {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly x5t: string;
  readonly x5c: readonly string[];
  readonly alg: 'RS256';
}

/** The document at `/.well-known/jwks.json`: the current key, the next one, and previous ones that are not revoked. */
export function publishedKeys({ published }: SigningKeyRing): { readonly keys: readonly PublishedKey[] } {
  return { keys: published.map(publishedKey) };
}

/** The private keys in the form that oidc-provider signs with. */
export function providerKeys({ published }: SigningKeyRing): { readonly keys: readonly object[] } {
  // No `alg`: an API may ask for PS256 or RS512 with the same key.
  const jwk = (key: SigningKey): object => ({
    ...key.privateKey.export({ format: 'jwk' }),
    kid: key.kid,
    use: 'sig',
  });
  return { keys: published.map(jwk) };
}

function publishedKey(key: SigningKey): PublishedKey {
  const { n = '', e = '' } = key.publicKey.export({ format: 'jwk' });
  const certificate = new X509Certificate(key.certificate).raw;
  return {
    kty: 'RSA',
    use: 'sig',
    n,
    e,
    kid: key.kid,
    x5t: createHash('sha1').update(certificate).digest('base64url'),
    x5c: [certificate.toString('base64')],
    alg: 'RS256',
  };
}
