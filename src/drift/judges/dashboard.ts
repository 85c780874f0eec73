import { isToken, resourceType } from '../../management/resources/resource-types.ts';

/**
 * Where the Auth0 dashboard shows an entity; undefined for tenants without one: those on this machine, and those known by
 * a custom domain.
 */
export function dashboardUrl(domain: string, type: string, id: string): string | undefined {
  const [, tenant, region = 'us'] = /^([a-z0-9-]+)(?:\.([a-z0-9-]+))?\.auth0\.com$/.exec(domain) ?? [];
  if (tenant === undefined || !isToken(type)) return undefined;
  const page = resourceType(type).dashboardPage(encodeURIComponent(id));
  return `https://manage.auth0.com/dashboard/${region}/${tenant}/${page}`;
}
