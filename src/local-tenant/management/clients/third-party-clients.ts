import type { Client } from '../../state/entities/applications.ts';
import { isStrictRedirectUri } from '../../rules/redirect-uris.ts';
import { invalidBody, ManagementError } from '../errors.ts';

const thirdPartyGrantTypes = new Set(['authorization_code', 'refresh_token', 'client_credentials']);
const exactUrls = ['callbacks', 'allowed_origins', 'web_origins'] as const;
const organizationProperties = [
  'organization_usage',
  'organization_require_behavior',
  'default_organization',
];

/**
 * What the enhanced security for third parties forbids.
 *
 * Source: Auth0, "Enhanced security for third-party applications" and "Subdomain URL Placeholders".
 */
export function checkStrictThirdParty(client: Client): void {
  const grantType = client.grant_types.find((candidate) => !thirdPartyGrantTypes.has(candidate));
  if (grantType !== undefined) {
    throw invalidBody(
      `Grant type '${grantType}' is not allowed for third-party clients in strict security mode.`,
    );
  }
  if (!client.oidc_conformant) {
    throw invalidBody("'oidc_conformant' must be true for third-party clients in strict security mode.");
  }
  if (client.jwt_configuration.alg !== 'RS256') {
    throw invalidBody(
      "'jwt_configuration.alg' must be RS256 for third-party clients in strict security mode.",
    );
  }
  if (client.refresh_token.expiration_type !== 'expiring') {
    throw invalidBody(
      "'refresh_token.expiration_type' must be expiring for third-party clients in strict security mode.",
    );
  }
  const wildcards = exactUrls.find((name) => client[name]?.some((url) => url.includes('*')) === true);
  if (wildcards !== undefined) {
    throw invalidBody(
      `'${wildcards}' must not hold wildcards for third-party clients in strict security mode.`,
    );
  }
  const callback = client.callbacks?.find((url) => !isStrictRedirectUri(url));
  if (callback !== undefined) {
    throw invalidBody(
      `The callback ${callback} is not allowed for third-party clients in strict security mode: use https, or http on a loopback address, without credentials.`,
    );
  }
  const organizationProperty = organizationProperties.find((name) => name in client);
  if (organizationProperty !== undefined) {
    throw new ManagementError(
      403,
      `'${organizationProperty}' is not supported for third-party clients in strict security mode.`,
      'operation_not_supported',
    );
  }
}
