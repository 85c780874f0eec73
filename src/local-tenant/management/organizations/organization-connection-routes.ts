import type * as z from 'zod';
import { listPage } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { existingOrganization } from './existing-organization.ts';
import { addConnection, connectionOf, removeConnection, updateConnection } from './organization-changes.ts';
import {
  addOrganizationConnectionBody,
  enableOrganizationConnectionBody,
  organizationConnectionListQuery,
  updateOrganizationConnectionBody,
  updateEnabledOrganizationConnectionBody,
} from './organization-schema.ts';
import { showConnection, showEnabledConnection } from './organization-views.ts';

/** `/organizations/{id}/connections`, and the same under its older address `/enabled_connections`. */
export function organizationConnectionRoutes(context: ManagementContext): readonly Route[] {
  return [
    ...connectionsAt(context, {
      name: 'connections',
      addBody: addOrganizationConnectionBody,
      updateBody: updateOrganizationConnectionBody,
      show: showConnection,
    }),
    ...connectionsAt(context, {
      name: 'enabled_connections',
      addBody: enableOrganizationConnectionBody,
      updateBody: updateEnabledOrganizationConnectionBody,
      show: showEnabledConnection,
    }),
  ];
}

/** One of the two resources that Auth0 has for the same connections. */
interface OrganizationConnections {
  readonly name: 'connections' | 'enabled_connections';
  readonly addBody: z.ZodType<z.infer<typeof addOrganizationConnectionBody>>;
  readonly updateBody: z.ZodType<z.infer<typeof updateOrganizationConnectionBody>>;
  readonly show: typeof showConnection;
}

function connectionsAt(
  context: ManagementContext,
  { name, addBody, updateBody, show }: OrganizationConnections,
): readonly Route[] {
  const { store } = context;
  const existing = existingOrganization(context);
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
          // Under the older address Auth0 tells the length of the page as its limit.
          { name, idOf: ({ connection_id: id }) => id, limitIsLength: name === 'enabled_connections' },
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
