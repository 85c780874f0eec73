import type { Client } from '../../state/entities/applications.ts';
import type { UpdateClientBody } from './client-schema.ts';
import { invalidBody } from '../errors.ts';

/** Source: Management API v2, `POST /clients`, and Auth0, "Application Grant Types". New tenants know no legacy ones. */
const knownGrantTypes = new Set([
  'authorization_code',
  'implicit',
  'refresh_token',
  'client_credentials',
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
  'http://auth0.com/oauth/grant-type/mfa-oob',
  'http://auth0.com/oauth/grant-type/mfa-otp',
  'http://auth0.com/oauth/grant-type/mfa-recovery-code',
  'http://auth0.com/oauth/grant-type/passwordless/otp',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:openid:params:grant-type:ciba',
  'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token',
  'urn:okta:params:oauth:grant-type:webauthn',
]);

/**
 * Refuses unknown grant types, and client credentials for an application that has none to show.
 *
 * @param stated whether the request names grant types: Auth0 blames what changed
 */
export function checkGrantTypes(client: Client, stated: boolean): void {
  const isPublic = client.token_endpoint_auth_method === 'none';
  if (!stated && isPublic && client.grant_types.includes('client_credentials')) {
    throw invalidBody(
      'Application must not have Token Endpoint Authentication Method set to "none" when client_credentials grant type is enabled',
    );
  }
  const invalid = client.grant_types.filter(
    (type) => !knownGrantTypes.has(type) || (isPublic && type === 'client_credentials'),
  );
  if (invalid.length > 0) throw invalidBody(`Invalid grant types: ${invalid.join(', ')}`);
}

/**
 * Refuses settings of refresh tokens that contradict each other.
 *
 * Source: Auth0, "Configure Refresh Token Rotation" and "Configure Refresh Token Expiration".
 *
 * @param stated the settings that the request names
 */
export function checkRefreshToken(client: Client, stated: UpdateClientBody['refresh_token']): void {
  const { rotation_type: rotation, expiration_type: expiration } = client.refresh_token;
  if (rotation === 'rotating' && expiration !== 'expiring') {
    throw invalidBody("'refresh_token.expiration_type' must be expiring when 'rotation_type' is rotating.");
  }
  if (rotation === 'rotating' && !client.oidc_conformant) {
    throw invalidBody("'oidc_conformant' must be true when 'refresh_token.rotation_type' is rotating.");
  }
  if (!stated) return;
  const { infinite_token_lifetime: endless, infinite_idle_token_lifetime: endlessIdle } = stated;
  if (rotation === 'rotating' && endless === true && endlessIdle === true) {
    throw invalidBody("'refresh_token' needs a lifetime when 'rotation_type' is rotating.");
  }
  const { token_lifetime: lifetime = Infinity, idle_token_lifetime: idle = 0 } = stated;
  if (endless !== true && endlessIdle !== true && idle > lifetime) {
    throw invalidBody("'refresh_token.idle_token_lifetime' must not exceed 'token_lifetime'.");
  }
}
