import * as z from 'zod';
import type { Connection } from '../../../state/entities/users.ts';
import { ManagementError } from '../../errors.ts';
import { route, type ManagementContext, type Route } from '../../route.ts';
import { knownConnection } from '../known-connection.ts';
import { keyAlgorithms, makeConnectionKey, showConnectionKey } from './connection-key.ts';
import {
  authenticatesByKey,
  canHaveKeys,
  chosenAlgorithm,
  firstKeys,
  rotatedKeys,
} from './connection-keys.ts';

const path = '/connections/:id/keys';
const body = z.strictObject({ signing_alg: z.enum(keyAlgorithms).exactOptional() }).nullable();

const notAvailable = new ManagementError(400, 'keys are not available for this connection');
const alreadyMade = new ManagementError(409, 'Keys have already been created for this connection.');

/** `/connections/{id}/keys`: of connections to Okta and other OpenID Connect providers. Source: Management API v2, its answers. */
export function connectionKeyRoutes(context: ManagementContext): readonly Route[] {
  const { store, now } = context;
  const existing = knownConnection(context);
  const keysOf = ({ id }: Connection) => store.read.connectionKeys.get(id)?.keys;

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:connections_keys'],
      handle: ({ params }) => {
        const keys = keysOf(existing(params['id']));
        if (!keys) throw notAvailable;
        return { status: 200, body: keys.map(showConnectionKey) };
      },
    }),
    route({
      method: 'POST',
      path,
      scopes: ['create:connections_keys'],
      body,
      bodyIsOptional: true,
      handle: async ({ params, body: sent }) => {
        const connection = existing(params['id']);
        if (!canHaveKeys(connection)) throw notAvailable;
        if (keysOf(connection)) throw alreadyMade;
        const algorithm = sent?.signing_alg ?? chosenAlgorithm(connection);
        const keys = await firstKeys(connection, algorithm, now());
        await store.write((tenant) => {
          if (tenant.connectionKeys.has(existing(connection.id).id)) throw alreadyMade;
          tenant.connectionKeys.put({ connection_id: connection.id, keys });
        });
        return { status: 201, body: keys.map(showConnectionKey) };
      },
    }),
    route({
      method: 'POST',
      path: `${path}/rotate`,
      scopes: ['create:connections_keys', 'update:connections_keys'],
      body,
      bodyIsOptional: true,
      handle: async ({ params, body: sent }) => {
        const connection = existing(params['id']);
        if (!canHaveKeys(connection))
          throw new ManagementError(400, 'Key rotation is not supported on this connection');
        if (!authenticatesByKey(connection))
          throw new ManagementError(400, 'Connection is not configured to use JWT Client Authentication');
        const algorithm = sent?.signing_alg ?? chosenAlgorithm(connection);
        // A connection that was saved before there were keys has none.
        const before = keysOf(connection) ?? (await firstKeys(connection, algorithm, now()));
        const made = await makeConnectionKey(connection.name, algorithm, now());
        const newest = { ...made, use: 'next' } as const;
        await store.write((tenant) => {
          const { id } = existing(connection.id);
          const keys = rotatedKeys(tenant.connectionKeys.get(id)?.keys ?? before, newest);
          tenant.connectionKeys.put({ connection_id: id, keys });
        });
        return { status: 201, body: showConnectionKey(newest) };
      },
    }),
  ];
}
