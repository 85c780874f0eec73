import { isToken, resourceType } from '../../management/resources/resource-types.ts';

/**
 * Where the Auth0 dashboard shows an entity; undefined for tenants without one: those on this machine, and those known by
 * a custom domain.
 */
export function dashboardUrl(domain: string, type: string, id: string): string | undefined {
  if (!isToken(type)) return undefined;
  return dashboardPage(domain, resourceType(type).dashboardPage(encodeURIComponent(id)));
}

/** The address of a page of a tenant's dashboard, in the same cases. */
export function dashboardPage(domain: string, page: string): string | undefined {
  const [, tenant, region = 'us'] = /^([a-z0-9-]+)(?:\.([a-z0-9-]+))?\.auth0\.com$/.exec(domain) ?? [];
  return tenant === undefined ? undefined : `https://manage.auth0.com/dashboard/${region}/${tenant}/${page}`;
}
