import { tokens } from './desired.ts';
import { settingsTokens } from './safety/rules-by-type.ts';

/** Type token of a log stream. */
export const logStreamToken = 'auth0:index/logStream:LogStream';

const pages: Readonly<Record<string, (id: string) => string>> = {
  [tokens.client]: (id) => `applications/${id}/settings`,
  [tokens.clientCredentials]: (id) => `applications/${id}/credentials`,
  [tokens.clientGrant]: () => 'apis',
  [tokens.resourceServer]: (id) => `apis/${id}/settings`,
  [tokens.resourceServerScopes]: () => 'apis',
  [tokens.connection]: (id) => `connections/database/${id}/settings`,
  [tokens.connectionClients]: (id) => `connections/database/${id}/applications`,
  [tokens.role]: (id) => `roles/${id}/settings`,
  [tokens.rolePermissions]: (id) => `roles/${id}/permissions`,
  [tokens.tenant]: () => 'tenant/general',
  [settingsTokens.attackProtection]: () => 'security/attack-protection',
  [settingsTokens.prompt]: () => 'branding/universal-login',
  [logStreamToken]: (id) => `log-streams/${id}/settings`,
};

/**
 * Where the Auth0 dashboard shows an entity; undefined for tenants without one: those on this machine, and those known by
 * a custom domain.
 */
export function dashboardUrl(domain: string, type: string, id: string): string | undefined {
  const [, tenant, region = 'us'] = /^([a-z0-9-]+)(?:\.([a-z0-9-]+))?\.auth0\.com$/.exec(domain) ?? [];
  const page = pages[type];
  if (tenant === undefined || page === undefined) return undefined;
  return `https://manage.auth0.com/dashboard/${region}/${tenant}/${page(encodeURIComponent(id))}`;
}
