import * as z from 'zod';
import { databaseOptionSchemas } from './database-option-schema.ts';

const flag = z.boolean().exactOptional();
const signingAlg = z.enum(['ES256', 'ES384', 'PS256', 'PS384', 'RS256', 'RS384', 'RS512']);
const script = z.string().min(1).exactOptional();
/** What an upstream parameter is: a parameter of the login under another name, or always the same. */
const upstreamParameter = z.union([
  z.strictObject({ value: z.string().exactOptional() }),
  z.strictObject({
    alias: z
      .enum([
        'acr_values',
        'audience',
        'client_id',
        'display',
        'id_token_hint',
        'login_hint',
        'max_age',
        'prompt',
        'resource',
        'response_mode',
        'response_type',
        'ui_locales',
      ])
      .exactOptional(),
  }),
]);

/**
 * The options that Auth0 checks whatever the strategy, among which any others may be sent.
 *
 * Source: Management API v2, `ConnectionPropertiesOptions`.
 */
export const connectionOptions = z.looseObject({
  ...databaseOptionSchemas,
  api_enable_groups: flag,
  api_enable_users: flag,
  assertion_decryption_settings: z
    .strictObject({
      algorithm_profile: z.enum(['v2026-1']),
      algorithm_exceptions: z.array(z.string().min(1).max(100)).exactOptional(),
    })
    .exactOptional(),
  basic_profile: flag,
  configuration: z.record(z.string(), z.string().nullable()).nullable().exactOptional(),
  customScripts: z
    .looseObject({
      login: script,
      get_user: script,
      delete: script,
      change_password: script,
      verify: script,
      create: script,
      change_username: script,
      change_email: script,
      change_phone_number: script,
    })
    .exactOptional(),
  enable_script_context: flag,
  ext_admin: flag,
  ext_agreed_terms: flag,
  ext_assigned_plans: flag,
  ext_groups: flag,
  ext_is_suspended: flag,
  ext_profile: flag,
  federated_connections_access_tokens: z.strictObject({ active: flag }).nullable().exactOptional(),
  gateway_authentication: z
    .looseObject({
      method: z.string(),
      subject: z.string().exactOptional(),
      audience: z.string(),
      secret: z.string(),
      secret_base64_encoded: flag,
    })
    .nullable()
    .exactOptional(),
  id_token_signed_response_algs: z.array(signingAlg).nullable().exactOptional(),
  non_persistent_attrs: z.array(z.string()).nullable().exactOptional(),
  precedence: z
    .array(z.enum(['email', 'phone_number', 'username']))
    .min(3)
    .exactOptional(),
  set_user_root_attributes: z.enum(['on_each_login', 'on_first_login', 'never_on_login']).exactOptional(),
  token_endpoint_auth_method: z.enum(['client_secret_post', 'private_key_jwt']).nullable().exactOptional(),
  token_endpoint_auth_signing_alg: signingAlg.nullable().exactOptional(),
  token_endpoint_jwtca_aud_format: z.enum(['issuer', 'token_endpoint']).exactOptional(),
  upstream_params: z.record(z.string(), upstreamParameter).nullable().exactOptional(),
});
