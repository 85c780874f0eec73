const scheme = 'auth0-api:';

/**
 * Names an API to oidc-provider, which takes absolute URIs only, whereas an API identifier is any string and has to match
 * byte for byte.
 */
export function resourceIndicator(identifier: string): string {
  return scheme + encodeURIComponent(identifier);
}

/** The API identifier in a value of {@link resourceIndicator}. */
export function apiIdentifier(indicator: string): string {
  return decodeURIComponent(indicator.slice(scheme.length));
}
