import type * as auth0 from '@pulumi/auth0';
import { isNotFound } from '../../management-error.ts';
import type { PropertyRule } from '../../properties/property-rules.ts';
import { unlessGone } from '../entity.ts';
import { listedIn } from '../part.ts';
import type { ResourceType } from '../resource-type.ts';
import { bringClients, clientsPath, connectionsClients, enabledClients } from './connection-clients.ts';

const rules = {
  connectionId: { replaces: true },
  clientId: { replaces: true },
} as const satisfies Partial<Record<keyof auth0.ConnectionClientArgs, PropertyRule>>;

/** The id by which the provider knows one; Auth0 gives it none. */
const connectionClientId = (connectionId: string, clientId: string) => `${connectionId}::${clientId}`;

/** One application that a connection is enabled for; whoever owns the connection has it enabled for others. */
export const connectionClient: ResourceType<'auth0:index/connectionClient:ConnectionClient'> = {
  token: 'auth0:index/connectionClient:ConnectionClient',
  noun: 'application of a connection',
  readScope: 'read:connections',
  deployScopes: ['update:connections'],
  pathOf: (id) => clientsPath(partsOf(id).connectionId),
  dashboardPage: (id) => `applications/${partsOf(decodeURIComponent(id)).clientId}/connections`,
  rules,
  listing: listedIn(connectionsClients, (held) =>
    [...held].flatMap(([connectionId, clients]) =>
      clients.map((clientId) => ({
        id: connectionClientId(connectionId, clientId),
        properties: { connectionId, clientId },
      })),
    ),
  ),
  isPart: true,
  naturalKey: ({ connectionId, clientId }) => connectionClientId(String(connectionId), String(clientId)),
  async create(api, properties) {
    const [connectionId, clientId] = [String(properties['connectionId']), String(properties['clientId'])];
    await bringClients(api, connectionId, [], [clientId]);
    return { id: connectionClientId(connectionId, clientId), properties };
  },
  async read(api, id) {
    const { connectionId, clientId } = partsOf(id);
    try {
      const enabled = await enabledClients(api, connectionId);
      return enabled.includes(clientId) ? { connectionId, clientId } : undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  },
  // Whatever differs makes another one of it.
  update: (_api, _id, { live }) => Promise.resolve(live),
  delete: (api, id) => {
    const { connectionId, clientId } = partsOf(id);
    return unlessGone(bringClients(api, connectionId, [clientId], []));
  },
};

function partsOf(id: string): { readonly connectionId: string; readonly clientId: string } {
  const [connectionId = '', clientId = ''] = id.split('::');
  return { connectionId, clientId };
}
