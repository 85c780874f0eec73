import type * as auth0 from '@pulumi/auth0';
import { type ManagementClient, pathPart } from '../management-client.ts';
import { isNotFound } from '../management-error.ts';
import { itemsByCheckpoint } from '../paging.ts';
import { unlessGone } from './entity.ts';
import type { PropertyRule } from './property-rules.ts';
import type { ResourceType } from './resource-type.ts';

const rules = {
  connectionId: { replaces: true },
  enabledClients: { unordered: true },
} as const satisfies Partial<Record<keyof auth0.ConnectionClientsArgs, PropertyRule>>;

const pathOf = (connectionId: string) => `/connections/${pathPart(connectionId)}/clients`;

/** Auth0's largest list in one `PATCH`. */
const largestChange = 50;

/** All applications that a connection is enabled for: a part of the connection, under its id. */
export const connectionClients: ResourceType<'auth0:index/connectionClients:ConnectionClients'> = {
  token: 'auth0:index/connectionClients:ConnectionClients',
  noun: 'applications of a connection',
  readScope: 'read:connections',
  deployScopes: ['update:connections'],
  pathOf,
  dashboardPage: (id) => `connections/database/${id}/applications`,
  rules,
  isPart: true,
  naturalKey: ({ connectionId }) => String(connectionId),
  async create(api, { connectionId, enabledClients }) {
    const id = String(connectionId);
    await bring(api, id, await enabled(api, id), texts(enabledClients));
    return { id, properties: { connectionId: id, enabledClients } };
  },
  async read(api, id) {
    try {
      return { connectionId: id, enabledClients: await enabled(api, id) };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  },
  async update(api, id, { desired: { enabledClients }, live }) {
    await bring(api, id, texts(live['enabledClients']), texts(enabledClients));
    return { connectionId: id, enabledClients };
  },
  delete: (api, id, { enabledClients }) => unlessGone(bring(api, id, texts(enabledClients), [])),
};

const texts = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);

async function enabled(api: ManagementClient, id: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const found of itemsByCheckpoint(api, {
    path: pathOf(id),
    items: 'clients',
    ids: ['client_id'],
  })) {
    ids.push(found.client_id);
  }
  return ids;
}

async function bring(
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
    await api.patch(pathOf(id), change.slice(start, start + largestChange));
  }
}
