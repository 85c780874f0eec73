import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** The RSA key of a PEM that holds a public key or a certificate; undefined when it holds neither. */
export function rsaPublicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    // Node's own words name its internals, and nothing that helps whoever sent the PEM.
    return undefined;
  }
}

/** The thumbprint of an RSA key, by which the official provider knows it again. Source: RFC 7638, section 3.2. */
export function jwkThumbprint(key: KeyObject): string {
  const { e, kty, n } = key.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
