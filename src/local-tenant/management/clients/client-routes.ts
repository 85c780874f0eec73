import * as z from 'zod';
import type { Client } from '../../state/entities/applications.ts';
import { clientSecret } from '../../state/ids.ts';
import { checkCredentialReferences, createClient, deleteClient, updatedClient } from './client-changes.ts';
import { createClientBody, updateClientBody } from './client-schema.ts';
import { clientsFoundBy } from './client-search.ts';
import { keyScopes, showClient, showNewClient } from './client-view.ts';
import { inexistent, ManagementError } from '../errors.ts';
import {
  checkpointParameters,
  fieldParameters,
  listPage,
  pageParameters,
  queryBoolean,
  selectFields,
} from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';

const listQuery = z.strictObject({
  ...pageParameters,
  ...checkpointParameters,
  ...fieldParameters,
  is_global: queryBoolean.exactOptional(),
  is_first_party: queryBoolean.exactOptional(),
  app_type: z.string().exactOptional(),
  external_client_id: z.string().min(1).max(120).exactOptional(),
  q: z.string().exactOptional(),
});

/** `/clients`: applications. */
export function clientRoutes(context: ManagementContext): readonly Route[] {
  const { store } = context;

  function existing(id: string | undefined): Client {
    const client = store.read.clients.get(id ?? '');
    if (!client) throw inexistent('client');
    return client;
  }

  function show(client: Client, scopes: ReadonlySet<string>): object {
    return showClient(client, scopes, context);
  }

  return [
    route({
      method: 'GET',
      path: '/clients',
      scopes: ['read:clients', ...keyScopes],
      query: listQuery,
      handle: ({ query, scopes }) => {
        const candidates =
          query.external_client_id === undefined
            ? [...store.read.clients.values()]
            : store.read.clients.by('external_client_id', query.external_client_id);
        const appTypes = query.app_type?.split(',');
        const found = query.q === undefined ? undefined : clientsFoundBy(store.read, query.q);
        const clients = candidates.filter(
          (client) =>
            (found === undefined || found.has(client.client_id)) &&
            (query.is_global === undefined || query.is_global === (client.global ?? false)) &&
            (query.is_first_party === undefined || query.is_first_party === client.is_first_party) &&
            (appTypes === undefined || appTypes.includes(client.app_type ?? '')),
        );
        const listing = { name: 'clients', idOf: (client: Client) => client.client_id };
        return {
          status: 200,
          body: listPage(clients, query, listing, (client) =>
            selectFields(show(client, scopes), query, ['tenant']),
          ),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/clients',
      scopes: ['create:clients'],
      body: createClientBody,
      handle: async ({ body, scopes }) => {
        const client = await store.write((tenant) => createClient(tenant, body, context.now()));
        return { status: 201, body: showNewClient(client, scopes, context) };
      },
    }),
    route({
      method: 'GET',
      path: '/clients/:id',
      scopes: ['read:clients', ...keyScopes],
      query: z.strictObject(fieldParameters),
      handle: ({ params, query, scopes }) => ({
        status: 200,
        // Auth0 answers the signing keys whatever the fields.
        body: selectFields(show(existing(params['id']), scopes), query, ['signing_keys']),
      }),
    }),
    route({
      method: 'PATCH',
      path: '/clients/:id',
      scopes: ['update:clients', 'update:client_keys', 'update:client_credentials'],
      body: updateClientBody,
      handle: async ({ params, body, scopes }) => {
        if (body.client_secret !== undefined && !scopes.has('update:client_keys')) {
          throw new ManagementError(
            403,
            'Insufficient scope, expected any of: update:client_keys',
            'insufficient_scope',
          );
        }
        const updated = await store.write((tenant) => {
          const client = updatedClient(existing(params['id']), body);
          checkCredentialReferences(tenant, client);
          tenant.clients.put(client);
          return client;
        });
        const {
          external_client_id: _url,
          external_metadata_type: _type,
          external_metadata_created_by: _by,
          ...shown
        } = updated;
        // Auth0 answers a PATCH without the properties of the metadata document.
        return { status: 200, body: show(shown, scopes) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/clients/:id',
      scopes: ['delete:clients'],
      change: (tenant, { params }) => {
        deleteClient(tenant, params['id'] ?? '');
      },
    }),
    route({
      method: 'POST',
      path: '/clients/:id/rotate-secret',
      scopes: ['update:client_keys'],
      handle: async ({ params, scopes }) => {
        const rotated = await store.write((tenant) => {
          const client = { ...existing(params['id']), client_secret: clientSecret() };
          tenant.clients.put(client);
          return client;
        });
        return { status: 200, body: { ...show(rotated, scopes), client_secret: rotated.client_secret } };
      },
    }),
  ];
}
