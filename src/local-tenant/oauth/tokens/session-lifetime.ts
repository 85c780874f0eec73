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
  const {
    session_lifetime_in_minutes: maximum = settings.session_lifetime * 60,
    idle_session_lifetime_in_minutes: idle = settings.idle_session_lifetime * 60,
  } = settings;
  return Math.max(1, Math.floor(Math.min(idle * 60, login + maximum * 60 - nowSeconds)));
}
