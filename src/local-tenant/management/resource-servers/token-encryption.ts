import * as z from 'zod';
import { jwkThumbprint, rsaPublicKey } from '../../keys/public-keys.ts';
import { invalidBody } from '../errors.ts';

const encryption = z.strictObject({
  format: z.enum(['compact-nested-jwe']),
  encryption_key: z.strictObject({
    name: z.string().min(1).max(128).exactOptional(),
    alg: z.enum(['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512']),
    kid: z.string().min(1).max(128).exactOptional(),
    pem: z.string().min(1).max(4096),
  }),
});

/** How an API's tokens are encrypted. The key is taken as a PEM, and kept and shown by its thumbprint. */
export const tokenEncryption = encryption.transform(({ format, encryption_key: { pem, ...key } }) => ({
  format,
  encryption_key: { ...key, thumbprint_sha256: thumbprint(pem) },
}));

function thumbprint(pem: string): string {
  const key = rsaPublicKey(pem);
  if (key === undefined)
    throw invalidBody('Invalid PEM: expected an RSA public key or a certificate that holds one.');
  return jwkThumbprint(key);
}
