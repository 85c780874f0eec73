import * as z from 'zod';
import type { Organization } from '../../state/entities.ts';
import { ManagementError } from '../errors.ts';
import { listPage, pageParameters, selectFields } from '../listing.ts';
import { notEmulated } from '../not-emulated.ts';
import { showRole } from '../roles/role-views.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import {
  addConnection,
  addGrant,
  connectionOf,
  createOrganization,
  deleteOrganization,
  removeConnection,
  removeGrant,
  updateConnection,
  updateOrganization,
} from './organization-changes.ts';
import {
  addMemberRoles,
  addMembers,
  memberOf,
  removeMemberRoles,
  removeMembers,
} from './organization-members.ts';
import {
  addConnectionBody,
  createOrganizationBody,
  enableConnectionBody,
  memberListQuery,
  memberRolesBody,
  membersBody,
  organizationConnectionListQuery,
  organizationGrantBody,
  organizationListQuery,
  updateConnectionBody,
  updateEnabledConnectionBody,
  updateOrganizationBody,
} from './organization-schema.ts';
import {
  showAddedGrant,
  showConnection,
  showEnabledConnection,
  showOrganization,
  showOrganizationMember,
} from './organization-views.ts';

/** `/organizations`, with the connections, members and client grants of each. */
export function organizationRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = lookUp(context);
  const listing = { name: 'organizations', idOf: (organization: Organization) => organization.id };

  return [
    route({
      method: 'GET',
      path: '/organizations',
      scopes: ['read:organizations', 'read:organizations_summary'],
      query: organizationListQuery,
      handle: ({ query }) => {
        if (query.include_client_association_for !== undefined) {
          throw notEmulated('the applications of organizations');
        }
        const organizations = sorted([...store.read.organizations.values()], query.sort);
        return { status: 200, body: listPage(organizations, query, listing, showOrganization) };
      },
    }),
    route({
      method: 'POST',
      path: '/organizations',
      scopes: ['create:organizations', 'create:organization_connections'],
      body: createOrganizationBody,
      handle: async ({ body }) => {
        const organization = await store.write((tenant) => createOrganization(tenant, body));
        return { status: 201, body: showOrganization(organization) };
      },
    }),
    route({
      method: 'GET',
      path: '/organizations/name/:name',
      scopes: ['read:organizations'],
      handle: ({ params }) => {
        const [organization] = store.read.organizations.by('name', params['name'] ?? '');
        if (!organization) throw unknown();
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
        deleteOrganization(tenant, params['id'] ?? '');
      },
    }),
    ...connectionsAt('connections', context, addConnectionBody, updateConnectionBody, showConnection),
    ...connectionsAt(
      'enabled_connections',
      context,
      enableConnectionBody,
      updateEnabledConnectionBody,
      showEnabledConnection,
    ),
    ...memberRoutes(context),
    ...grantRoutes(context),
  ];
}

function connectionsAt(
  name: 'connections' | 'enabled_connections',
  context: ManagementContext,
  addBody: z.ZodType<z.infer<typeof addConnectionBody>>,
  updateBody: z.ZodType<z.infer<typeof updateConnectionBody>>,
  show: typeof showConnection,
): readonly Route[] {
  const { store } = context;
  const existing = lookUp(context);
  const collection = `/organizations/:id/${name}`;
  const item = `${collection}/:connection_id`;
  return [
    route({
      method: 'GET',
      path: collection,
      scopes: ['read:organization_connections'],
      query: organizationConnectionListQuery,
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          existing(params['id']).enabled_connections.filter(
            (connection) => query.is_enabled === undefined || connection.is_enabled === query.is_enabled,
          ),
          query,
          { name, idOf: ({ connection_id: id }) => id },
          (connection) => show(store.read, connection),
        ),
      }),
    }),
    route({
      method: 'POST',
      path: collection,
      scopes: ['create:organization_connections'],
      body: addBody,
      handle: async ({ params, body }) => {
        const organization = await store.write((tenant) =>
          addConnection(tenant, existing(params['id']), body),
        );
        return { status: 201, body: show(store.read, connectionOf(organization, body.connection_id)) };
      },
    }),
    route({
      method: 'GET',
      path: item,
      scopes: ['read:organization_connections'],
      handle: ({ params }) => ({
        status: 200,
        body: show(store.read, connectionOf(existing(params['id']), params['connection_id'] ?? '')),
      }),
    }),
    route({
      method: 'PATCH',
      path: item,
      scopes: ['update:organization_connections'],
      body: updateBody,
      handle: async ({ params, body }) => {
        const changed = await store.write((tenant) =>
          updateConnection(tenant, existing(params['id']), params['connection_id'] ?? '', body),
        );
        return { status: 200, body: show(store.read, changed) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: item,
      scopes: ['delete:organization_connections'],
      change: (tenant, { params }) => {
        removeConnection(tenant, existing(params['id']), params['connection_id'] ?? '');
      },
    }),
  ];
}

function memberRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = lookUp(context);
  const roles = '/organizations/:id/members/:user_id/roles';
  return [
    route({
      method: 'GET',
      path: '/organizations/:id/members',
      scopes: ['read:organization_members'],
      query: memberListQuery,
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          existing(params['id']).members,
          query,
          // Auth0 only learns from an empty page that there are no more.
          { name: 'members', idOf: ({ user_id: id }) => id, endsEmpty: true },
          ({ user_id: id }) => selectFields(showOrganizationMember(store.read, id), query),
        ),
      }),
    }),
    changeRoute(store, {
      method: 'POST',
      path: '/organizations/:id/members',
      scopes: ['create:organization_members'],
      body: membersBody,
      change: (tenant, { params, body }) => {
        addMembers(tenant, existing(params['id']), body.members);
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/organizations/:id/members',
      scopes: ['delete:organization_members'],
      body: membersBody,
      change: (tenant, { params, body }) => {
        removeMembers(tenant, existing(params['id']), body.members);
      },
    }),
    route({
      method: 'GET',
      path: roles,
      scopes: ['read:organization_member_roles'],
      query: z.strictObject(pageParameters),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          memberOf(existing(params['id']), params['user_id']).role_ids.flatMap(
            (id) => store.read.roles.get(id) ?? [],
          ),
          query,
          { name: 'roles', idOf: ({ id }) => id },
          showRole,
        ),
      }),
    }),
    changeRoute(store, {
      method: 'POST',
      path: roles,
      scopes: ['create:organization_member_roles'],
      body: memberRolesBody,
      change: (tenant, { params, body }) => {
        const organization = existing(params['id']);
        addMemberRoles(tenant, organization, memberOf(organization, params['user_id']), body.roles);
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: roles,
      scopes: ['delete:organization_member_roles'],
      body: memberRolesBody,
      change: (tenant, { params, body }) => {
        const organization = existing(params['id']);
        removeMemberRoles(tenant, organization, memberOf(organization, params['user_id']), body.roles);
      },
    }),
  ];
}

function grantRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = lookUp(context);
  const collection = '/organizations/:id/client-grants';
  return [
    route({
      method: 'GET',
      path: collection,
      scopes: ['read:organization_client_grants'],
      query: z.strictObject({
        ...pageParameters,
        audience: z.string().exactOptional(),
        client_id: z.string().exactOptional(),
      }),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          existing(params['id'])
            .client_grant_ids.flatMap((id) => store.read.clientGrants.get(id) ?? [])
            .filter(
              (grant) =>
                (query.audience === undefined || grant.audience === query.audience) &&
                (query.client_id === undefined || grant.client_id === query.client_id),
            ),
          query,
          { name: 'client_grants', idOf: ({ id }) => id },
          (grant) => grant,
        ),
      }),
    }),
    route({
      method: 'POST',
      path: collection,
      scopes: ['create:organization_client_grants'],
      body: organizationGrantBody,
      handle: async ({ params, body }) => {
        const grant = await store.write((tenant) => addGrant(tenant, existing(params['id']), body.grant_id));
        return { status: 201, body: showAddedGrant(grant) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: `${collection}/:grant_id`,
      scopes: ['delete:organization_client_grants'],
      change: (tenant, { params }) => {
        removeGrant(tenant, existing(params['id']), params['grant_id'] ?? '');
      },
    }),
    route({
      method: 'GET',
      path: '/client-grants/:id/organizations',
      scopes: ['read:organization_client_grants'],
      query: organizationListQuery,
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          store.read.organizations.by('client_grant_id', params['id'] ?? ''),
          query,
          { name: 'organizations', idOf: ({ id }) => id },
          showOrganization,
        ),
      }),
    }),
    route({
      method: 'GET',
      path: '/users/:id/organizations',
      scopes: ['read:organizations'],
      query: organizationListQuery,
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          store.read.organizations.by('user_id', params['id'] ?? ''),
          query,
          { name: 'organizations', idOf: ({ id }) => id },
          showOrganization,
        ),
      }),
    }),
  ];
}

function lookUp({ store }: ManagementContext): (id: string | undefined) => Organization {
  return (id) => {
    const organization = store.read.organizations.get(id ?? '');
    if (!organization) throw unknown();
    return organization;
  };
}

function unknown(): ManagementError {
  return new ManagementError(404, 'No organization found by that id or name');
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
