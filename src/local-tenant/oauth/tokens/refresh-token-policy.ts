import type { Client } from '../../state/entities/applications.ts';

// A hundred years: oidc-provider wants everything to have a lifetime.
const never = 3_155_760_000;
const longestAccessToken = 2_592_000;

/**
 * How much longer a refresh token lives, in seconds, used or issued at `now`.
 *
 * Source: Auth0, "Configure Refresh Token Expiration": an absolute lifetime from the first token of the family on, and an idle
 * one from the last use on.
 *
 * @param issued - when the first token of its family was issued, in seconds since the epoch
 * @param nowSeconds - in seconds since the epoch
 */
export function refreshTokenLifetime(client: Client, issued: number, nowSeconds: number): number {
  const settings = client.refresh_token;
  if (settings.expiration_type === 'non-expiring') return never;
  const absolute = settings.infinite_token_lifetime ? never : issued + settings.token_lifetime - nowSeconds;
  const idle = settings.infinite_idle_token_lifetime ? never : settings.idle_token_lifetime;
  return Math.max(1, Math.min(absolute, idle));
}

/** How long a grant lives, in seconds: as long as any token that can come from it, refresh tokens with `offline_access` only. */
export function grantLifetime(client: Client, scope: readonly string[]): number {
  if (!scope.includes('offline_access')) return longestAccessToken;
  const {
    expiration_type: type,
    infinite_token_lifetime: infinite,
    token_lifetime: seconds,
  } = client.refresh_token;
  return type === 'non-expiring' || infinite ? never : seconds + longestAccessToken;
}

/** Whether each use hands out a new refresh token instead of the used one. */
export function rotates(client: Client): boolean {
  return client.refresh_token.rotation_type === 'rotating';
}

/**
 * Whether a rotated token may still be used, as by a client that never saw the answer, as long as nobody has used what replaced
 * it. Times in seconds.
 *
 * Source: Auth0, "Configure Refresh Token Rotation".
 */
export function withinLeeway(client: Client, rotated: number, nowSeconds: number): boolean {
  return nowSeconds - rotated < client.refresh_token.leeway;
}
