import * as z from 'zod';
import { listPage, pageParameters } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { existingOrganization } from './existing-organization.ts';
import { addGrant, removeGrant } from './organization-changes.ts';
import { organizationGrantBody, organizationListQuery } from './organization-schema.ts';
import { showAddedGrant, showOrganization } from './organization-views.ts';

/** `/organizations/{id}/client-grants`, and the organizations of a grant and of a user. */
export function organizationGrantRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = existingOrganization(context);
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
        grant_ids: z.union([z.string(), z.array(z.string())]).exactOptional(),
      }),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          existing(params['id'])
            .client_grant_ids.flatMap((id) => store.read.clientGrants.get(id) ?? [])
            .filter(
              (grant) =>
                (query.audience === undefined || grant.audience === query.audience) &&
                (query.client_id === undefined || grant.client_id === query.client_id) &&
                (query.grant_ids === undefined || [query.grant_ids].flat().includes(grant.id)),
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
