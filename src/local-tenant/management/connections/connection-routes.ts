import * as z from 'zod';
import { newConnection, replacedOptions } from '../../rules/connections/connection-defaults.ts';
import type { Connection } from '../../state/entities/users.ts';
import type { Transaction } from '../../state/store.ts';
import { checkAddedAttributes, checkAttributes } from './database-attributes.ts';
import { createConnectionBody, updateConnectionBody } from './connection-schema.ts';
import { conflict, inexistent, invalidBody, notAllowed } from '../errors.ts';
import { checkpointParameters, fieldParameters, listPage, pageParameters, selectFields } from '../listing.ts';
import { patched } from '../patch.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { knownConnection } from './known-connection.ts';
import { authenticatesByKey, chosenAlgorithm, firstKeys } from './keys/connection-keys.ts';
import { checkProvisionedOptions } from './provisioning/provisioned-options.ts';
import { deleteConnection } from './deleted-connection.ts';

const listQuery = z.strictObject({
  ...pageParameters,
  ...checkpointParameters,
  ...fieldParameters,
  strategy: z.union([z.string(), z.array(z.string())]).exactOptional(),
  name: z.string().exactOptional(),
});

/** Auth0 answers these whatever the fields. */
const alwaysShown = ['id', 'is_domain_connection', 'authentication', 'connected_accounts'];

/** `/connections`: where users come from. */
export function connectionRoutes({ store, domain, now }: ManagementContext): readonly Route[] {
  const existing = knownConnection({ store });
  const keysFor = async (connection: Connection) =>
    authenticatesByKey(connection) && !store.read.connectionKeys.has(connection.id)
      ? firstKeys(connection, chosenAlgorithm(connection), now())
      : undefined;

  return [
    route({
      method: 'GET',
      path: '/connections',
      scopes: ['read:connections'],
      query: listQuery,
      handle: ({ query }) => {
        const named =
          query.name === undefined
            ? [...store.read.connections.values()]
            : store.read.connections.by('name', query.name);
        const strategies = query.strategy === undefined ? undefined : [query.strategy].flat();
        const connections = named.filter((connection) => strategies?.includes(connection.strategy) ?? true);
        const listing = { name: 'connections', idOf: (connection: Connection) => connection.id };
        return {
          status: 200,
          body: listPage(connections, query, listing, (connection) =>
            selectFields(connection, query, alwaysShown),
          ),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/connections',
      scopes: ['create:connections'],
      body: createConnectionBody,
      handle: async ({ body }) => {
        if (body.strategy === 'auth0') checkAttributes(body.options ?? {});
        checkRequestingApp(body.strategy, body);
        const connection = newConnection(body, domain);
        const keys = await keysFor(connection);
        await store.write((tenant) => {
          if (tenant.connections.by('name', connection.name).length > 0) {
            throw conflict('A connection with the same name already exists', 'connection_conflict');
          }
          checkEnabledClients(tenant, connection.enabled_clients);
          tenant.connections.put(connection);
          if (keys) tenant.connectionKeys.put({ connection_id: connection.id, keys });
        });
        return { status: 201, body: withNulls(connection, body.options ?? {}) };
      },
    }),
    route({
      method: 'GET',
      path: '/connections/:id',
      scopes: ['read:connections'],
      query: z.strictObject(fieldParameters),
      handle: ({ params, query }) => ({
        status: 200,
        body: selectFields(existing(params['id']), query, alwaysShown),
      }),
    }),
    route({
      method: 'PATCH',
      path: '/connections/:id',
      scopes: ['update:connections'],
      body: updateConnectionBody,
      handle: async ({ params, body }) => {
        const keys = await keysFor(updatedConnection(existing(params['id']), body, domain));
        const updated = await store.write((tenant) => {
          const connection = updatedConnection(existing(params['id']), body, domain);
          checkProvisionedOptions(tenant, connection);
          tenant.connections.put(connection);
          if (keys) tenant.connectionKeys.put({ connection_id: connection.id, keys });
          return connection;
        });
        return { status: 200, body: withNulls(updated, body.options ?? {}) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/connections/:id',
      scopes: ['delete:connections'],
      handle: async ({ params }) => {
        const existed = await store.write((tenant) => {
          const connection = tenant.connections.get(params['id'] ?? '');
          if (!connection) return false;
          deleteConnection(tenant, connection);
          return true;
        });
        // Auth0 deletes users for a while, and what does not exist at once.
        return existed
          ? { status: 202, body: { deleted_at: new Date(now()).toISOString() } }
          : { status: 204 };
      },
    }),
  ];
}

function updatedConnection(
  before: Connection,
  body: z.infer<typeof updateConnectionBody>,
  domain: string,
): Connection {
  checkRequestingApp(before.strategy, body);
  if (body.options === undefined) return patched(before, body, ['metadata']);
  const chosen = body.options ?? {};
  if (before.strategy === 'auth0') {
    checkAttributes(chosen);
    checkAddedAttributes(before.options, chosen);
  }
  return patched(before, { ...body, options: replacedOptions(before, chosen, domain) }, ['metadata']);
}

/** Auth0 answers a change with the options that were sent as null, which it does not keep. */
function withNulls(connection: Connection, sent: object): Connection {
  const nulls = Object.fromEntries(Object.entries(sent).filter(([, value]) => value === null));
  return { ...connection, options: { ...nulls, ...connection.options } };
}

const requestingStrategies = new Set([
  'oidc',
  'okta',
  'samlp',
  'waad',
  'google-apps',
  'adfs',
  'pingfederate',
]);

/** Only an enterprise knows the users of several applications. Source: Auth0, "Cross App Access". */
function checkRequestingApp(
  strategy: string,
  { cross_app_access_requesting_app: app }: { readonly cross_app_access_requesting_app?: unknown },
): void {
  if (app === undefined || requestingStrategies.has(strategy)) return;
  throw notAllowed('Cross App Access Requesting App is not supported for this connection.');
}

/** Refuses to enable a connection for applications that do not exist or reach connections by their domain only. */
export function checkEnabledClients(tenant: Transaction, clientIds: readonly string[]): void {
  for (const id of clientIds) {
    const client = tenant.clients.get(id);
    if (!client) throw inexistent('client');
    if (!client.is_first_party) {
      throw invalidBody(
        `The client ${id} is a third-party client: it can only use domain-level connections.`,
      );
    }
  }
}
