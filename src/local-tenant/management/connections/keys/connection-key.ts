import { webcrypto, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { certificatesOnly } from '../../../keys/pkcs7.ts';
import { loadX509 } from '../../../keys/x509.ts';
import type { ConnectionKey } from '../../../state/entities/connections.ts';

/** The algorithms of a connection's keys. Source: Management API v2, `ConnectionKey`. */
export const keyAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'ES256', 'ES384'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

const validityYears = 1;
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const curves: Readonly<Record<string, object>> = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
};

/**
 * Makes a key for a connection, of which its certificate stays.
 *
 * @param name the connection's, which the certificate is for
 * @param nowMs milliseconds since the epoch
 */
export async function makeConnectionKey(
  name: string,
  algorithm: KeyAlgorithm,
  nowMs: number,
): Promise<Omit<ConnectionKey, 'use'>> {
  const { X509CertificateGenerator } = await loadX509();
  const signingAlgorithm = (curves[algorithm] ?? rsa) as typeof rsa;
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const notAfter = new Date(nowMs);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + validityYears);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm,
    notBefore: new Date(nowMs),
    notAfter,
  });
  return {
    kid: await calculateJwkThumbprint(await exportJWK(keys.publicKey)),
    algorithm,
    cert: certificate.toString('pem'),
    made_at: new Date(nowMs).toISOString(),
  };
}

/** A key as the API shows it. */
export function showConnectionKey({
  cert,
  use,
  made_at,
  ...key
}: ConnectionKey): Readonly<Record<string, unknown>> {
  const { raw, fingerprint, subject } = new X509Certificate(cert);
  return {
    ...key,
    key_use: 'signing',
    subject_dn: `/${subject}`,
    cert: withReturns(cert),
    fingerprint,
    thumbprint: fingerprint.replaceAll(':', ''),
    pkcs: withReturns(certificatesOnly(raw)),
    [use]: true,
    // Recorded of a key that had come next until a moment ago: it says when it was made.
    ...(use === 'current' && { current_since: made_at }),
  };
}

function withReturns(pem: string): string {
  return `${pem.trimEnd().split(/\r?\n/).join('\r\n')}\r\n`;
}
