import * as z from 'zod';
import { tokenEncryption } from './token-encryption.ts';

const userPolicy = z.strictObject({ policy: z.enum(['allow_all', 'require_client_grant', 'deny_all']) });
const clientPolicy = z.strictObject({ policy: z.enum(['require_client_grant', 'deny_all']) });

const updatable = {
  name: z
    .string()
    .max(200)
    .regex(/^[^<>]+$/)
    .exactOptional(),
  scopes: z
    .array(
      z.strictObject({ value: z.string().min(1).max(280), description: z.string().max(500).exactOptional() }),
    )
    .exactOptional(),
  signing_alg: z.enum(['HS256', 'RS256', 'RS512', 'PS256']).exactOptional(),
  signing_secret: z.string().min(16).exactOptional(),
  allow_offline_access: z.boolean().exactOptional(),
  allow_online_access: z.boolean().exactOptional(),
  allow_online_access_with_ephemeral_sessions: z.boolean().exactOptional(),
  token_lifetime: z.int().min(0).max(2_592_000).exactOptional(),
  token_lifetime_for_web: z.int().min(0).max(2_592_000).exactOptional(),
  token_lifetime_for_anonymous_access_tokens: z.int().nullable().exactOptional(),
  token_dialect: z
    .enum(['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'])
    .exactOptional(),
  skip_consent_for_verifiable_first_party_clients: z.boolean().exactOptional(),
  enforce_policies: z.boolean().exactOptional(),
  token_encryption: tokenEncryption.nullable().exactOptional(),
  consent_policy: z.enum(['transactional-authorization-with-mfa']).nullable().exactOptional(),
  authorization_details: z.array(z.unknown()).nullable().exactOptional(),
  proof_of_possession: z
    .strictObject({
      mechanism: z.enum(['mtls', 'dpop']),
      required: z.boolean(),
      required_for: z.enum(['public_clients', 'all_clients']).exactOptional(),
    })
    .nullable()
    .exactOptional(),
  subject_type_authorization: z
    .strictObject({ user: userPolicy.exactOptional(), client: clientPolicy.exactOptional() })
    .exactOptional(),
  authorization_policy: z
    .strictObject({ policy_id: z.string().min(1).max(1024) })
    .nullable()
    .exactOptional(),
};

/** `POST /resource-servers`. Source: Management API v2, `CreateResourceServerRequestContent`. */
export const createResourceServerBody = z.strictObject({
  ...updatable,
  identifier: z.string().min(1).max(600),
});

/** `PATCH /resource-servers/{id}`. Source: Management API v2, `UpdateResourceServerRequestContent`. */
export const updateResourceServerBody = z.strictObject(updatable);
