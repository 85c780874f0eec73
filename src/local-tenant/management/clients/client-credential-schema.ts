import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import type { ClientCredential } from '../../state/entities.ts';
import { prefixedId } from '../../state/ids.ts';
import { invalidBody } from '../errors.ts';

/** A public key as an application's credential. Source: Management API v2, `POST /clients/{id}/credentials`. */
export const publicKeyCredentialBody = z.strictObject({
  credential_type: z.literal('public_key'),
  name: z.string().max(128).exactOptional(),
  pem: z.string().min(1),
  alg: z.enum(['RS256', 'RS384', 'PS256']).exactOptional(),
  kid: z.string().min(10).max(64).exactOptional(),
  parse_expiry_from_cert: z.boolean().exactOptional(),
  expires_at: z.iso.datetime({ offset: true }).exactOptional(),
});

type PublicKeyCredentialBody = z.infer<typeof publicKeyCredentialBody>;

/** The credentials that such bodies make, in their order. */
export function newClientCredentials(
  clientId: string,
  bodies: readonly PublicKeyCredentialBody[],
  now: number,
): readonly ClientCredential[] {
  return bodies.map((body) => newClientCredential(clientId, body, now));
}

/** The credential that such a body makes. */
export function newClientCredential(
  clientId: string,
  body: PublicKeyCredentialBody,
  now: number,
): ClientCredential {
  const pem = publicKeyPem(body.pem);
  const time = new Date(now).toISOString();
  const expiry = expiryOf(body);
  return {
    id: prefixedId('cred'),
    client_id: clientId,
    credential_type: 'public_key',
    ...(body.name !== undefined && { name: body.name }),
    kid: body.kid ?? thumbprint(pem),
    alg: body.alg ?? 'RS256',
    pem,
    ...(expiry !== undefined && { expires_at: expiry.toISOString() }),
    created_at: time,
    updated_at: time,
  };
}

function expiryOf(body: PublicKeyCredentialBody): Date | undefined {
  if (body.expires_at !== undefined) return new Date(body.expires_at);
  if (body.parse_expiry_from_cert !== true) return undefined;
  if (body.pem.includes('BEGIN CERTIFICATE')) return new Date(new X509Certificate(body.pem).validTo);
  throw invalidBody("'parse_expiry_from_cert' needs a certificate, and the PEM holds a public key.");
}

/** The JWK thumbprint: the official provider knows its keys again by it. Source: RFC 7638, section 3.2. */
function thumbprint(pem: string): string {
  const { e, kty, n } = createPublicKey(pem).export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}

function publicKeyPem(pem: string): string {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    // Node's own words name its internals, and nothing that helps the caller.
  }
  throw invalidBody('Invalid PEM: expected an RSA public key or a certificate that holds one.');
}
