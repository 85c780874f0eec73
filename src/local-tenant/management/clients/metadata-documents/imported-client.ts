import { createPublicKey } from 'node:crypto';
import * as z from 'zod';
import { newClient } from '../../../rules/client-defaults.ts';
import type { Client } from '../../../state/entities/applications.ts';
import type { Transaction } from '../../../state/store.ts';
import { newClientCredential, type publicKeyCredentialBody } from '../client-credential-schema.ts';
import { checkStrictThirdParty } from '../third-party-clients.ts';
import { type MappedDocument, type MappedFields, mappedDocument } from './mapped-document.ts';
import type { GetDocument } from '../../public-document.ts';

/** Source: Auth0, "CIMD Validation Rules", fetch security. */
const largestBytes = { document: 5 * 1024, keys: 12 * 1024 };

/** A public key of an application, as its key set holds it. */
interface ImportedKey {
  readonly kid: string;
  readonly alg: NonNullable<z.infer<typeof publicKeyCredentialBody>['alg']>;
  readonly pem: string;
}

/** A metadata document, and what it refers to. */
export interface RetrievedDocument extends MappedDocument {
  readonly keys: readonly ImportedKey[];
}

/**
 * Gets a metadata document, and the keys of an application that signs with its own.
 *
 * @throws {DocumentError} when the document or its keys cannot be had
 */
export async function retrievedDocument(url: string, get: GetDocument): Promise<RetrievedDocument> {
  const mapped = mappedDocument(url, await get(url, largestBytes.document));
  const keysUrl = mapped.mapped_fields?.jwks_uri;
  if (keysUrl === undefined) return { ...mapped, keys: [] };
  const parsed = keySet.safeParse(await get(keysUrl, largestBytes.keys));
  if (parsed.success) return { ...mapped, keys: parsed.data.keys };
  const { warnings } = mapped.validation;
  const violations = parsed.error.issues.map(({ path, message }) => `jwks_uri: ${path.join('.')} ${message}`);
  return { validation: { valid: false, violations, warnings }, keys: [] };
}

const keySet = z.object({
  keys: z
    .array(
      z
        .object({
          kty: z.literal('RSA'),
          n: z.string(),
          e: z.string(),
          kid: z.string().min(1),
          alg: z.enum(['RS256', 'RS384', 'PS256']).default('RS256'),
          d: z.undefined('is private').optional(),
        })
        .transform(({ kid, alg, kty, n, e }, context): ImportedKey => {
          try {
            const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
            return { kid, alg, pem: key.export({ type: 'spki', format: 'pem' }).toString() };
          } catch {
            context.addIssue({ code: 'custom', message: 'is not a public key' });
            return z.NEVER;
          }
        }),
    )
    .min(1),
});

/**
 * Adds the application of a metadata document, or brings the one that was imported from it up to date. A key whose id is known
 * stays what it was. Source: Auth0, "Register Applications with CIMD", key rotation.
 */
export function importClient(
  tenant: Transaction,
  mapped: MappedFields,
  keys: readonly ImportedKey[],
  nowMs: number,
): Client {
  const [existing] = tenant.clients.by('external_client_id', mapped.external_client_id);
  const { token_endpoint_auth_method: method, ...fields } = mapped;
  const base = existing ?? newImported(fields, method);
  const { token_endpoint_auth_method: _method, client_authentication_methods: _keys, ...rest } = base;
  const client: Client = {
    ...rest,
    ...fields,
    ...(method === 'none'
      ? { token_endpoint_auth_method: method }
      : {
          client_authentication_methods: {
            private_key_jwt: { credentials: importKeys(tenant, base.client_id, keys, nowMs) },
          },
        }),
  };
  checkStrictThirdParty(client);
  tenant.clients.put(client);
  return client;
}

type ImportedFields = Omit<MappedFields, 'token_endpoint_auth_method'>;

function newImported(fields: ImportedFields, method: MappedFields['token_endpoint_auth_method']): Client {
  const {
    // Auth0 shows none of them for what was imported.
    cross_origin_authentication: _crossOrigin,
    third_party_security_mode: _mode,
    redirection_policy: _policy,
    ...client
  } = newClient({
    ...fields,
    is_first_party: false,
    ...(method === 'none' && { token_endpoint_auth_method: method }),
    external_metadata_type: 'cimd',
    external_metadata_created_by: 'admin',
  });
  return client as Client;
}

function importKeys(
  tenant: Transaction,
  clientId: string,
  keys: readonly ImportedKey[],
  nowMs: number,
): { readonly id: string }[] {
  const known = tenant.clientCredentials
    .by('client_id', clientId)
    .flatMap((credential) => (credential.credential_type === 'public_key' ? [credential] : []));
  const kids = new Set(keys.map(({ kid }) => kid));
  for (const { id, kid } of known) if (!kids.has(kid)) tenant.clientCredentials.remove(id);
  return keys.map((key) => {
    const same = known.find(({ kid }) => kid === key.kid);
    if (same) return { id: same.id };
    const made = newClientCredential(clientId, { credential_type: 'public_key', ...key }, nowMs);
    tenant.clientCredentials.put(made);
    return { id: made.id };
  });
}
