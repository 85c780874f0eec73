import { createHash, createPrivateKey, KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { interpretPem, readPem, writePrivatePem } from './key-files.ts';
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

/** Two keys are published at any time: tokens are signed with `current`, and `next` follows at a rotation. */
export interface SigningKeys {
  readonly current: SigningKey;
  readonly next: SigningKey;
}

const keyAlgorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

const validityYears = 13;

/** Reads the tenant's signing keys; what is missing is made, with mode 0600. */
export async function loadSigningKeys(
  directory: string,
  domain: string,
  now: () => number,
): Promise<SigningKeys> {
  const [current, next] = await Promise.all([
    loadSigningKey(join(directory, 'signing-current.pem'), domain, now),
    loadSigningKey(join(directory, 'signing-next.pem'), domain, now),
  ]);
  return { current, next };
}

/** The same, made for once and kept nowhere. */
export async function makeSigningKeys(domain: string, now: number): Promise<SigningKeys> {
  const [current, next] = await Promise.all([makeSigningKey(domain, now), makeSigningKey(domain, now)]);
  return { current: parse(current), next: parse(next) };
}

async function loadSigningKey(file: string, domain: string, now: () => number): Promise<SigningKey> {
  const saved = await readPem(file);
  if (saved !== undefined) return interpretPem(file, () => parse(saved));
  const made = await makeSigningKey(domain, now());
  await writePrivatePem(file, made);
  return parse(made);
}

function parse(pem: string): SigningKey {
  const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')));
  return {
    kid: createHash('sha256').update(certificate.raw).digest('base64url').slice(0, 21),
    privateKey: createPrivateKey(pem),
    publicKey: certificate.publicKey,
    certificate: certificate.toString(),
  };
}

async function makeSigningKey(domain: string, now: number): Promise<string> {
  const { X509CertificateGenerator } = await loadX509();
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + validityYears);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${domain.replace(/:\d+$/, '')}`,
    keys,
    signingAlgorithm: keyAlgorithm,
    notBefore: new Date(now),
    notAfter,
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return `${key}${certificate.toString('pem')}\n`;
}
