/**
 * What Auth0 says to somebody with too many failed logins, with the status 429 of a limit: of the account, not of the tenant.
 *
 * Source: Auth0, "Brute-Force Protection".
 */
export const saysAccountIsBlocked = /blocked after multiple consecutive login attempts/i;
