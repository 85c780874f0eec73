import * as z from 'zod';
import { checkEnabledClients } from './connection-routes.ts';
import { knownConnection } from './known-connection.ts';
import { checkpointParameters, listPage } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';

const changes = z
  .array(z.strictObject({ client_id: z.string().min(1), status: z.boolean() }))
  .min(1)
  .max(50);

/** `/connections/{id}/clients`: for which applications a connection is enabled. */
export function connectionClientRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;
  const existing = knownConnection(context);

  return [
    route({
      method: 'GET',
      path: '/connections/:id/clients',
      scopes: ['read:connections'],
      query: z.strictObject(checkpointParameters),
      handle: ({ params, query }) => {
        const listing = { name: 'clients', idOf: (clientId: string) => clientId };
        const byCheckpoint = { take: 50, ...query };
        return {
          status: 200,
          body: listPage(existing(params['id']).enabled_clients, byCheckpoint, listing, (client_id) => ({
            client_id,
          })),
        };
      },
    }),
    changeRoute(store, {
      method: 'PATCH',
      path: '/connections/:id/clients',
      scopes: ['update:connections'],
      body: changes,
      change: (tenant, { params, body }) => {
        const connection = existing(params['id']);
        checkEnabledClients(
          tenant,
          body.filter(({ status }) => status).map((change) => change.client_id),
        );
        const enabled = new Set(connection.enabled_clients);
        for (const { client_id: clientId, status } of body) {
          if (status) enabled.add(clientId);
          else enabled.delete(clientId);
        }
        tenant.connections.put({ ...connection, enabled_clients: [...enabled] });
      },
    }),
  ];
}
