import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { jwkThumbprint, rsaPublicKey } from '../../keys/public-keys.ts';
import type { ClientCredential } from '../../state/entities/applications.ts';
import { prefixedId } from '../../state/ids.ts';
import { invalidBody } from '../errors.ts';

const name = z.string().max(128).exactOptional();

/** A public key as an application's credential. */
export const publicKeyCredentialBody = z.strictObject({
  credential_type: z.literal('public_key'),
  name,
  pem: z.string().min(1),
  alg: z.enum(['RS256', 'RS384', 'PS256']).exactOptional(),
  kid: z
    .string()
    .min(10)
    .max(64)
    .regex(/^([0-9a-zA-Z-_]{10,64})$/)
    .exactOptional(),
  parse_expiry_from_cert: z.boolean().exactOptional(),
  expires_at: z.iso.datetime({ offset: true }).exactOptional(),
});

/** A certificate that an application shows in TLS, known by itself. */
export const certificateCredentialBody = z.strictObject({
  credential_type: z.literal('x509_cert'),
  name,
  pem: z.string().min(1),
});

/** The subject of whatever certificate an authority gives an application. */
export const subjectCredentialBody = z.strictObject({
  credential_type: z.literal('cert_subject_dn'),
  name,
  pem: z.string().min(1).exactOptional(),
  subject_dn: z.string().min(1).max(256).exactOptional(),
});

/** Any credential of an application. Source: Management API v2, `POST /clients/{id}/credentials`. */
export const credentialBody = z.discriminatedUnion('credential_type', [
  publicKeyCredentialBody,
  certificateCredentialBody,
  subjectCredentialBody,
]);

/** The body of any credential. */
export type CredentialBody = z.infer<typeof credentialBody>;

/** The credential that such a body makes. */
export function newClientCredential(clientId: string, body: CredentialBody, nowMs: number): ClientCredential {
  const time = new Date(nowMs).toISOString();
  const common = {
    id: prefixedId('cred'),
    client_id: clientId,
    ...(body.name !== undefined && { name: body.name }),
    created_at: time,
    updated_at: time,
  };
  switch (body.credential_type) {
    case 'public_key':
      return { ...common, ...publicKey(body) };
    case 'x509_cert': {
      const { fingerprint256, validTo } = certificateIn(body.pem);
      const thumbprint = Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
      return {
        ...common,
        credential_type: 'x509_cert',
        thumbprint_sha256: thumbprint,
        expires_at: new Date(validTo).toISOString(),
      };
    }
    case 'cert_subject_dn':
      return { ...common, credential_type: 'cert_subject_dn', subject_dn: subjectOf(body) };
    default:
      return body satisfies never;
  }
}

function publicKey(body: z.infer<typeof publicKeyCredentialBody>) {
  const key = rsaPublicKey(body.pem);
  if (key === undefined) {
    throw invalidBody('Invalid PEM: expected an RSA public key or a certificate that holds one.');
  }
  const expiry = expiryOf(body);
  return {
    credential_type: 'public_key',
    kid: body.kid ?? jwkThumbprint(key),
    alg: body.alg ?? 'RS256',
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    ...(expiry !== undefined && { expires_at: expiry.toISOString() }),
  } as const;
}

function expiryOf(body: z.infer<typeof publicKeyCredentialBody>): Date | undefined {
  if (body.expires_at !== undefined) return new Date(body.expires_at);
  if (body.parse_expiry_from_cert !== true) return undefined;
  if (body.pem.includes('BEGIN CERTIFICATE')) return new Date(certificateIn(body.pem).validTo);
  throw invalidBody("'parse_expiry_from_cert' needs a certificate, and the PEM holds a public key.");
}

/** Auth0 shows a subject as OpenSSL prints it on several lines, and so does Node. */
function subjectOf({ pem, subject_dn: stated }: z.infer<typeof subjectCredentialBody>): string {
  if (stated !== undefined && pem === undefined) return stated;
  if (stated === undefined && pem !== undefined) return certificateIn(pem).subject;
  throw invalidBody("A credential of the type cert_subject_dn needs one of 'pem' and 'subject_dn'.");
}

function certificateIn(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw invalidBody('Invalid PEM: expected a certificate.');
  }
}
