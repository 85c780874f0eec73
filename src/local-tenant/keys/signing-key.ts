import { createHash, createPrivateKey, KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { loadX509 } from './x509.ts';

/** An RSA key that the tenant signs tokens with, and how others come to know it. */
export interface SigningKey {
  /** Names the key in token headers and in the JWKS. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The self-signed certificate, PEM. */
  readonly certificate: string;
}

const keyAlgorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

const validityYears = 13;

/** The key and its certificate as one text. */
export function signingKeyPem({ privateKey, certificate }: SigningKey): string {
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${certificate.trimEnd()}\n`;
}

/** @throws when the text holds no key and certificate */
export function parseSigningKey(pem: string): SigningKey {
  const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')));
  return {
    kid: createHash('sha256').update(certificate.raw).digest('base64url').slice(0, 21),
    privateKey: createPrivateKey(pem),
    publicKey: certificate.publicKey,
    certificate: certificate.toString(),
  };
}

/** @param nowMs milliseconds since the epoch */
export async function makeSigningKey(domain: string, nowMs: number): Promise<SigningKey> {
  const { X509CertificateGenerator } = await loadX509();
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const notAfter = new Date(nowMs);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + validityYears);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${domain.replace(/:\d+$/, '')}`,
    keys,
    signingAlgorithm: keyAlgorithm,
    notBefore: new Date(nowMs),
    notAfter,
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return parseSigningKey(`${key}${certificate.toString('pem')}\n`);
}
