import type * as auth0 from '@pulumi/auth0';
import { pathPart } from '../management-client.ts';
import type { WireObject } from '../paging.ts';
import { readEntity, unlessGone } from './entity.ts';
import { fromWire, type Properties, type PropertyRule, toWire } from './property-rules.ts';
import type { ResourceType } from './resource-type.ts';

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
  isPart: true,
  naturalKey: ({ resourceServerIdentifier }) => String(resourceServerIdentifier),
  async create(api, { resourceServerIdentifier, scopes }) {
    const id = String(resourceServerIdentifier);
    return { id, properties: shown((await api.patch(pathOf(id), toWire({ scopes }, rules))) as WireObject) };
  },
  async read(api, id) {
    const found = await readEntity(api, pathOf(id));
    return found && shown(found);
  },
  update: async (api, id, { desired: { scopes } }) =>
    shown((await api.patch(pathOf(id), toWire({ scopes }, rules))) as WireObject),
  delete: (api, id) => unlessGone(api.patch(pathOf(id), { scopes: [] })),
};

const shown = ({ identifier, scopes = [] }: WireObject): Properties =>
  fromWire({ identifier, scopes }, rules);
