import type { Organization } from '../../state/entities/users.ts';
import { listPage } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { existingOrganization, unknownOrganization } from './existing-organization.ts';
import { createOrganization, deleteOrganization, updateOrganization } from './organization-changes.ts';
import { discoveryDomainRoutes } from './discovery-domain-routes.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { organizationClientRoutes } from './organization-client-routes.ts';
import { organizationConnectionRoutes } from './organization-connection-routes.ts';
import { organizationGrantRoutes } from './organization-grant-routes.ts';
import { organizationMemberRoutes } from './organization-member-routes.ts';
import { organizationRoleRoutes } from './organization-role-routes.ts';
import {
  createOrganizationBody,
  organizationListQuery,
  updateOrganizationBody,
} from './organization-schema.ts';
import { showNewOrganization, showOrganization } from './organization-views.ts';

/** `/organizations`, with all that each has. */
export function organizationRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = existingOrganization(context);
  const listing = { name: 'organizations', idOf: (organization: Organization) => organization.id };

  return [
    route({
      method: 'GET',
      path: '/organizations',
      scopes: ['read:organizations', 'read:organizations_summary'],
      query: organizationListQuery,
      handle: ({ query }) => {
        const { include_client_association_for: clientId } = query;
        const organizations = sorted([...store.read.organizations.values()], query.sort);
        return {
          status: 200,
          body: listPage(organizations, query, listing, (organization) => ({
            ...showOrganization(organization),
            ...associationWith(organization, clientId),
          })),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/organizations',
      scopes: ['create:organizations', 'create:organization_connections'],
      body: createOrganizationBody,
      handle: async ({ body }) => {
        const organization = await store.write((tenant) => createOrganization(tenant, body));
        return { status: 201, body: showNewOrganization(store.read, organization) };
      },
    }),
    route({
      method: 'GET',
      path: '/organizations/name/:name',
      scopes: ['read:organizations'],
      handle: ({ params }) => {
        const [organization] = store.read.organizations.by('name', params['name'] ?? '');
        if (!organization) throw unknownOrganization();
        return { status: 200, body: showOrganization(organization) };
      },
    }),
    route({
      method: 'GET',
      path: '/organizations/:id',
      scopes: ['read:organizations', 'read:organizations_summary'],
      handle: ({ params }) => ({ status: 200, body: showOrganization(existing(params['id'])) }),
    }),
    route({
      method: 'PATCH',
      path: '/organizations/:id',
      scopes: ['update:organizations'],
      body: updateOrganizationBody,
      handle: async ({ params, body }) => {
        const organization = await store.write((tenant) =>
          updateOrganization(tenant, existing(params['id']), body),
        );
        return { status: 200, body: showOrganization(organization) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/organizations/:id',
      scopes: ['delete:organizations'],
      change: (tenant, { params }) => {
        deleteOrganization(tenant, existing(params['id']).id);
      },
    }),
    ...organizationConnectionRoutes(context),
    ...organizationMemberRoutes(context),
    ...organizationGrantRoutes(context),
    ...organizationClientRoutes(context),
    ...discoveryDomainRoutes(context),
    ...invitationRoutes(context),
    ...organizationRoleRoutes(context),
  ];
}

/** What the organization says of an application that the query asks about. */
function associationWith({ clients = [] }: Organization, clientId: string | undefined): object {
  const found = clients.find((client) => client.client_id === clientId);
  return found ? { client: { use_for_member_access: found.use_for_member_access } } : {};
}

/** By when they were made, unless the query says otherwise. */
function sorted(organizations: readonly Organization[], sort: string | undefined): readonly Organization[] {
  const [property, direction] = sort?.split(':') ?? [];
  const order = direction === '-1' ? -1 : 1;
  if (property === undefined || property === 'created_at') {
    return order === 1 ? organizations : organizations.toReversed();
  }
  const key = property === 'name' ? 'name' : 'display_name';
  return organizations.toSorted((a, b) => order * a[key].localeCompare(b[key]));
}
