import type * as auth0 from '@pulumi/auth0';
import { member, objectOf } from '../../answer.ts';
import { type ManagementClient, pathPart } from '../../management-client.ts';
import { isNotFound } from '../../management-error.ts';
import { itemsByCheckpoint } from '../../paging.ts';
import { unlessGone } from '../entity.ts';
import type { PropertyRule } from '../../properties/property-rules.ts';
import { listedIn, type Part, perId } from '../part.ts';
import type { ResourceType } from '../resource-type.ts';
import { notWritten } from '../written.ts';
import { listedConnections } from './connection.ts';

const rules = {
  connectionId: { replaces: true },
  enabledClients: { unordered: true },
} as const satisfies Partial<Record<keyof auth0.ConnectionClientsArgs, PropertyRule>>;

/** Relative to `/api/v2`. */
export const clientsPath = (connectionId: string) => `/connections/${pathPart(connectionId)}/clients`;

/** Auth0's largest list in one `PATCH`. */
const largestChange = 50;

/** The ids of the applications that each connection is enabled for of which that is wanted, by the connection's id. */
export const connectionsClients: Part<ReadonlyMap<string, readonly string[]>> = {
  name: 'applications of the connection',
  async read(reader) {
    const found = await reader.contentOf(listedConnections);
    return perId(found.filter(reader.wanted.areItsClientsWanted), (id) => enabledClients(reader.api, id));
  },
};

/** All applications that a connection is enabled for: a part of the connection, under its id. */
export const connectionClients: ResourceType<'auth0:index/connectionClients:ConnectionClients'> = {
  token: 'auth0:index/connectionClients:ConnectionClients',
  noun: 'applications of a connection',
  readScope: 'read:connections',
  deployScopes: ['update:connections'],
  pathOf: clientsPath,
  dashboardPage: (id) => `connections/database/${id}/applications`,
  rules,
  listing: listedIn(connectionsClients, (held) =>
    [...held].map(([id, clients]) => ({ id, properties: { connectionId: id, enabledClients: clients } })),
  ),
  isPart: true,
  naturalKey: ({ connectionId }) => String(connectionId),
  async create(api, { connectionId, enabledClients: wanted }) {
    const id = String(connectionId);
    await bringClients(api, id, await enabledClients(api, id), texts(wanted));
    return { id, properties: { connectionId: id, enabledClients: wanted } };
  },
  async read(api, id) {
    try {
      return { connectionId: id, enabledClients: await enabledClients(api, id) };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  },
  async update(api, id, { desired, live }) {
    await bringClients(api, id, texts(live['enabledClients']), texts(desired['enabledClients']));
    return { connectionId: id, enabledClients: desired['enabledClients'] };
  },
  delete: (api, id, applied) => unlessGone(bringClients(api, id, texts(applied['enabledClients']), [])),
};

/** An application that a connection is enabled for. */
const enabledShape = objectOf({ client_id: member.id });

/** The ids of the applications that a connection is enabled for. */
export async function enabledClients(api: ManagementClient, id: string): Promise<readonly string[]> {
  const ids: string[] = [];
  const list = { path: clientsPath(id), items: 'clients', shape: enabledShape };
  for await (const found of itemsByCheckpoint(api, list)) ids.push(found.client_id);
  return ids;
}

const texts = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);

/** Enables and disables applications. Auth0's answer to a change shows nothing: what came of it is read. */
export async function bringClients(
  api: ManagementClient,
  id: string,
  from: readonly string[],
  to: readonly string[],
): Promise<void> {
  const change = [
    ...to.filter((client) => !from.includes(client)).map((client) => ({ client_id: client, status: true })),
    ...from.filter((client) => !to.includes(client)).map((client) => ({ client_id: client, status: false })),
  ];
  for (let start = 0; start < change.length; start += largestChange) {
    await api.patch(clientsPath(id), change.slice(start, start + largestChange));
  }
  if (change.length === 0) return;
  const held = await enabledClients(api, id);
  const amiss = change.find(({ client_id: client, status }) => held.includes(client) !== status);
  if (amiss === undefined) return;
  const state = amiss.status ? 'not enabled' : 'still enabled';
  throw notWritten(api, 'PATCH', clientsPath(id), `${amiss.client_id} is ${state}`);
}
