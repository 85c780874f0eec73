import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { DiscoveryDomain, Organization } from '../../state/entities/users.ts';
import { discoveryDomainId } from '../../state/ids.ts';
import { ManagementError } from '../errors.ts';
import { checkpointParameters, listPage } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { existingOrganization } from './existing-organization.ts';

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const changeable = {
  status: z.enum(['pending', 'verified']).exactOptional(),
  use_for_organization_discovery: z.boolean().exactOptional(),
};
const createBody = z.strictObject({
  ...changeable,
  domain: z
    .string()
    .min(3)
    .max(255)
    .regex(new RegExp(`^(?:${label}\\.)*${label}$`)),
});
const updateBody = z.strictObject(changeable);

const path = '/organizations/:id/discovery-domains';

/** `/organizations/{id}/discovery-domains`. Of the DNS this tenant asks nobody: whoever says that one is verified is believed, as at Auth0. */
export function discoveryDomainRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = existingOrganization(context);
  const domainsOf = ({ discovery_domains: domains = [] }: Organization) => domains;

  const found = (organization: Organization, is: (domain: DiscoveryDomain) => boolean): DiscoveryDomain => {
    const domain = domainsOf(organization).find(is);
    if (!domain) throw new ManagementError(404, 'No organization domain found by that id');
    return domain;
  };

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:organization_discovery_domains'],
      query: z.strictObject(checkpointParameters),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          domainsOf(existing(params['id'])),
          { take: 50, ...query },
          { name: 'domains', idOf: ({ id }) => id },
          (domain) => domain,
        ),
      }),
    }),
    route({
      method: 'POST',
      path,
      scopes: ['create:organization_discovery_domains'],
      body: createBody,
      handle: async ({ params, body }) => {
        const made = await store.write((tenant) => {
          const organization = existing(params['id']);
          if (domainsOf(organization).some(({ domain }) => domain === body.domain)) {
            throw new ManagementError(
              409,
              'An organization discovery domain with this domain is already registered to this organization.',
            );
          }
          const domain: DiscoveryDomain = {
            id: discoveryDomainId(),
            status: 'pending',
            verification_host: `_ss-verification.${organization.id}.${body.domain}`,
            verification_txt: randomBytes(16).toString('hex'),
            use_for_organization_discovery: true,
            ...body,
          };
          const discovery_domains = [...domainsOf(organization), domain];
          tenant.organizations.put({ ...organization, discovery_domains });
          return domain;
        });
        return { status: 201, body: made };
      },
    }),
    route({
      method: 'GET',
      path: `${path}/name/:domain`,
      scopes: ['read:organization_discovery_domains'],
      handle: ({ params }) => ({
        status: 200,
        body: found(existing(params['id']), ({ domain }) => domain === params['domain']),
      }),
    }),
    route({
      method: 'GET',
      path: `${path}/:domain_id`,
      scopes: ['read:organization_discovery_domains'],
      handle: ({ params }) => ({
        status: 200,
        body: found(existing(params['id']), ({ id }) => id === params['domain_id']),
      }),
    }),
    route({
      method: 'PATCH',
      path: `${path}/:domain_id`,
      scopes: ['update:organization_discovery_domains'],
      body: updateBody,
      handle: async ({ params, body }) => {
        const changed = await store.write((tenant) => {
          const organization = existing(params['id']);
          const before = found(organization, ({ id }) => id === params['domain_id']);
          const after = { ...before, ...body };
          const discovery_domains = domainsOf(organization).map((other) =>
            other === before ? after : other,
          );
          tenant.organizations.put({ ...organization, discovery_domains });
          return after;
        });
        return { status: 200, body: changed };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: `${path}/:domain_id`,
      scopes: ['delete:organization_discovery_domains'],
      change: (tenant, { params }) => {
        const organization = existing(params['id']);
        const discovery_domains = domainsOf(organization).filter(({ id }) => id !== params['domain_id']);
        tenant.organizations.put({ ...organization, discovery_domains });
      },
    }),
  ];
}
