import * as z from 'zod';
import type { Organization } from '../../state/entities/users.ts';
import { inexistent, ManagementError } from '../errors.ts';
import { checkpointParameters, listPage } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { existingOrganization } from './existing-organization.ts';
import { showOrganizationClient } from './organization-views.ts';

/** Source: Auth0, "Grant Per-Application Access to an Organization". */
const mostAtOnce = 10;
const access = z.boolean();
const clientId = z.string().min(1);

const addBody = z.strictObject({
  clients: z
    .array(z.strictObject({ client_id: clientId, use_for_member_access: access }))
    .min(1)
    .max(mostAtOnce),
});
const removeBody = z.strictObject({ clients: z.array(clientId).min(1).max(mostAtOnce) });
const updateBody = z.strictObject({ use_for_member_access: access.exactOptional() });

const path = '/organizations/:id/clients';

/** `/organizations/{id}/clients`, as recorded in 2026: Auth0's OpenAPI document does not have it yet. */
export function organizationClientRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = existingOrganization(context);
  const clientsOf = ({ clients = [] }: Organization) => clients;

  const associated = (organization: Organization, id: string | undefined) => {
    const found = clientsOf(organization).find((client) => client.client_id === id);
    if (found) return found;
    // In words of our own: of this, nothing was recorded.
    throw new ManagementError(404, 'The client is not associated with the organization.');
  };

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:organization_clients'],
      query: z.strictObject(checkpointParameters),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          clientsOf(existing(params['id'])),
          { take: 50, ...query },
          { name: 'clients', idOf: ({ client_id: id }) => id },
          (client) => showOrganizationClient(store.read, client),
        ),
      }),
    }),
    route({
      method: 'POST',
      path,
      scopes: ['create:organization_clients'],
      body: addBody,
      handle: async ({ params, body }) => {
        await store.write((tenant) => {
          const organization = existing(params['id']);
          const before = clientsOf(organization);
          if (body.clients.some(({ client_id: id }) => !tenant.clients.has(id))) throw inexistent('client');
          if (body.clients.some(({ client_id: id }) => before.some((other) => other.client_id === id))) {
            // Known of the official provider, but for the words.
            throw new ManagementError(409, 'The client is already associated with the organization.');
          }
          const clients = [...before, ...onceEach(body.clients)].toSorted(byId);
          tenant.organizations.put({ ...organization, clients });
        });
        const added = onceEach(body.clients).map((client) => showOrganizationClient(store.read, client));
        return { status: 201, body: added };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path,
      scopes: ['delete:organization_clients'],
      body: removeBody,
      change: (tenant, { params, body }) => {
        const organization = existing(params['id']);
        const clients = clientsOf(organization).filter(({ client_id: id }) => !body.clients.includes(id));
        tenant.organizations.put({ ...organization, clients });
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:client_id`,
      scopes: ['read:organization_clients'],
      handle: ({ params }) => ({
        status: 200,
        body: showOrganizationClient(store.read, associated(existing(params['id']), params['client_id'])),
      }),
    }),
    route({
      method: 'PATCH',
      path: `${path}/:client_id`,
      scopes: ['update:organization_clients'],
      body: updateBody,
      handle: async ({ params, body }) => {
        const changed = await store.write((tenant) => {
          const organization = existing(params['id']);
          const before = associated(organization, params['client_id']);
          const after = { ...before, ...body };
          const clients = clientsOf(organization).map((other) => (other === before ? after : other));
          tenant.organizations.put({ ...organization, clients });
          return after;
        });
        return { status: 200, body: showOrganizationClient(store.read, changed) };
      },
    }),
  ];
}

type Association = NonNullable<Organization['clients']>[number];

/** Of an application that a request names twice, what it says last. */
function onceEach(clients: readonly Association[]): readonly Association[] {
  return [...new Map(clients.map((client) => [client.client_id, client])).values()];
}

/** As Auth0 lists them, small letters beside capital ones. */
function byId(a: Association, b: Association): number {
  return a.client_id.toLowerCase() < b.client_id.toLowerCase() ? -1 : 1;
}
