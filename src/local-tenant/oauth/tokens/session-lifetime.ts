import type { TenantSettings } from '../../state/entities/settings.ts';

/**
 * How much longer a session lives, in seconds, used at `now`.
 *
 * Source: Auth0, "Session Lifetime Limits": an idle time from the last use on, and a maximum from the login on.
 *
 * @param login - when its user logged in, in seconds since the epoch
 * @param nowSeconds - in seconds since the epoch
 */
export function sessionLifetime(settings: TenantSettings, login: number, nowSeconds: number): number {
  const maximum = Math.round(settings.session_lifetime * 3600);
  const idle = Math.round(settings.idle_session_lifetime * 3600);
  return Math.max(1, Math.floor(Math.min(idle, login + maximum - nowSeconds)));
}
