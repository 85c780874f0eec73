import { createPublicKey } from 'node:crypto';
import type { ReadableCollections } from '../../state/collections.ts';
import type { Client } from '../../state/entities/applications.ts';

const servedGrantTypes = new Set([
  'authorization_code',
  'implicit',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
]);

/** The response types of the implicit grant, but for `token`, which is no OpenID Connect flow. */
export const implicitResponseTypes = ['id_token', 'id_token token'];

/** The response types that need both the authorization-code and the implicit grant. Source: Auth0, "Hybrid Flow". */
export const hybridResponseTypes = ['code id_token', 'code token', 'code id_token token'];

/** The application under the names of RFC 7591, as oidc-provider reads them. */
export function clientMetadata(entities: ReadableCollections, client: Client): Record<string, unknown> {
  const redirectUris = client.callbacks ?? [];
  const grantTypes = client.grant_types.filter(
    (type) => servedGrantTypes.has(type) && !(type === 'client_credentials' && isPublic(client)),
  );
  return {
    client_id: client.client_id,
    client_name: client.name,
    client_secret: client.client_secret,
    ...authentication(entities, client),
    redirect_uris: redirectUris,
    post_logout_redirect_uris: client.allowed_logout_urls ?? [],
    grant_types: grantTypes,
    response_types: redirectUris.length === 0 ? [] : responseTypes(grantTypes),
    id_token_signed_response_alg: client.jwt_configuration.alg ?? 'HS256',
  };
}

/** Whether the application authenticates by its id alone. */
export function isPublic(client: Client): boolean {
  return client.token_endpoint_auth_method === 'none';
}

/** An application with keys of its own authenticates by them alone. Source: Auth0, "Configure Private Key JWT". */
function authentication(entities: ReadableCollections, client: Client): Record<string, unknown> {
  const methods = client.client_authentication_methods;
  if (methods === undefined) {
    return { token_endpoint_auth_method: client.token_endpoint_auth_method ?? 'client_secret_post' };
  }
  // Without keys, as with certificates, which this tenant asks nobody for in TLS, nobody gets in.
  const keys = (methods.private_key_jwt?.credentials ?? []).flatMap(({ id }) => {
    const credential = entities.clientCredentials.get(id);
    if (credential?.credential_type !== 'public_key') return [];
    if (Date.parse(credential.expires_at ?? '') <= Date.now()) return [];
    const { kid, alg, pem } = credential;
    return [{ ...createPublicKey(pem).export({ format: 'jwk' }), kid, alg, use: 'sig' }];
  });
  return { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys } };
}

function responseTypes(grantTypes: readonly string[]): string[] {
  const code = grantTypes.includes('authorization_code');
  const implicit = grantTypes.includes('implicit');
  return [
    ...(code ? ['code'] : []),
    ...(implicit ? ['token', ...implicitResponseTypes] : []),
    ...(code && implicit ? hybridResponseTypes : []),
  ];
}
