import { version } from '../text/own-version.ts';

/**
 * What of this tool asks a tenant for what it has to refuse, by its name in the tenant's log. Whoever reads the log knows by it
 * that nobody was harmed by the refusals.
 */
export const probingSdks = {
  verification: 'omnichat-auth0-verify',
  secrets: 'omnichat-auth0-secrets',
} as const;

/** One of {@link probingSdks}. */
export type ProbingSdk = (typeof probingSdks)[keyof typeof probingSdks];

/** The header by which Auth0's SDKs name themselves: JSON in base64 (Auth0 "Tenant log events", `auth0_client`). */
export const sdkHeader = (name: ProbingSdk): { readonly 'auth0-client': string } => ({
  'auth0-client': Buffer.from(JSON.stringify({ name, version })).toString('base64'),
});
