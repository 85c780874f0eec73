import { createHash, createPublicKey } from 'node:crypto';
import * as z from 'zod';
import type { ClientCredential } from '../entities.ts';
import { prefixedId } from '../ids.ts';
import { invalidBody } from './errors.ts';

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

/** The credential that such a body makes. */
export function newClientCredential(
  clientId: string,
  body: z.infer<typeof publicKeyCredentialBody>,
  now: number,
): ClientCredential {
  const pem = publicKeyPem(body.pem);
  const time = new Date(now).toISOString();
  return {
    id: prefixedId('cred'),
    client_id: clientId,
    credential_type: 'public_key',
    ...(body.name !== undefined && { name: body.name }),
    kid: body.kid ?? createHash('sha256').update(pem).digest('base64url'),
    alg: body.alg ?? 'RS256',
    pem,
    ...(body.expires_at !== undefined && { expires_at: body.expires_at }),
    created_at: time,
    updated_at: time,
  };
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
