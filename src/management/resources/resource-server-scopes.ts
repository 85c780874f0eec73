import type * as auth0 from '@pulumi/auth0';
import { type ManagementClient, pathPart } from '../management-client.ts';
import type { WireObject } from '../paging.ts';
import { readEntity, unlessGone } from './entity.ts';
import { fromWire, type Properties, type PropertyRule, toWire } from '../properties/property-rules.ts';
import { itemsIn } from './part.ts';
import { apis, resourceServerShape } from './resource-server.ts';
import type { ResourceType } from './resource-type.ts';
import { written } from './written.ts';

const rules = {
  resourceServerIdentifier: { wire: 'identifier', replaces: true },
  scopes: { members: { name: { wire: 'value' } }, unordered: true },
} as const satisfies Partial<Record<keyof auth0.ResourceServerScopesArgs, PropertyRule>>;

const pathOf = (identifier: string) => `/resource-servers/${pathPart(identifier)}`;

/** All scopes of an API: a part of the API, under its identifier. */
export const resourceServerScopes: ResourceType<'auth0:index/resourceServerScopes:ResourceServerScopes'> = {
  token: 'auth0:index/resourceServerScopes:ResourceServerScopes',
  noun: 'API scopes',
  readScope: 'read:resource_servers',
  deployScopes: ['update:resource_servers'],
  pathOf,
  dashboardPage: () => 'apis',
  rules,
  listing: itemsIn(apis, 'identifier', rules),
  isPart: true,
  naturalKey: ({ resourceServerIdentifier }) => String(resourceServerIdentifier),
  async create(api, { resourceServerIdentifier, scopes }) {
    const id = String(resourceServerIdentifier);
    return { id, properties: await change(api, id, scopes) };
  },
  async read(api, id) {
    const found = await readEntity(api, resourceServerShape, pathOf(id));
    return found && shown(found);
  },
  update: (api, id, { desired: { scopes } }) => change(api, id, scopes),
  delete: (api, id) => unlessGone(change(api, id, [])),
};

async function change(api: ManagementClient, id: string, scopes: unknown): Promise<Properties> {
  const path = pathOf(id);
  const answer = await api.patch(path, toWire({ scopes }, rules));
  const write = {
    method: 'PATCH',
    path,
    answer,
    shape: resourceServerShape,
    rules,
    sent: { scopes },
  } as const;
  return shown(await written(api, write));
}

const shown = ({ identifier, scopes = [] }: WireObject): Properties =>
  fromWire({ identifier, scopes }, rules);
