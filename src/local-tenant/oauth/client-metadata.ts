import type { Client } from '../entities.ts';

/** Client metadata under the names of RFC 7591, as oidc-provider reads them. */
export interface ClientMetadata extends Record<string, unknown> {
  readonly client_id: string;
}

const servedGrantTypes = new Set(['authorization_code', 'implicit', 'refresh_token', 'client_credentials']);

/** The application as OAuth client. */
export function clientMetadata(client: Client): ClientMetadata {
  const redirectUris = client.callbacks ?? [];
  const grantTypes = client.grant_types.filter((type) => servedGrantTypes.has(type));
  return {
    client_id: client.client_id,
    client_name: client.name,
    // Auth0 keeps a secret even for a public application; giving it here would make it a confidential one.
    ...(isPublic(client) ? {} : { client_secret: client.client_secret }),
    token_endpoint_auth_method: client.token_endpoint_auth_method ?? 'client_secret_post',
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

function responseTypes(grantTypes: readonly string[]): string[] {
  const code = grantTypes.includes('authorization_code');
  const implicit = grantTypes.includes('implicit');
  return [
    ...(code ? ['code'] : []),
    ...(implicit ? ['id_token', 'id_token token'] : []),
    ...(code && implicit ? ['code id_token'] : []),
  ];
}
