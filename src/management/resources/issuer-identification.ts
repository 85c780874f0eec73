import type { ManagementClient } from '../management-client.ts';
import type { WireObject } from '../paging.ts';
import { fromWire, type Properties, toWire } from './property-rules.ts';
import type { ResourceType } from './resource-type.ts';

const path = '/tenants/settings';
const wireName = 'authorization_response_iss_parameter_supported';
const rules = {};

/**
 * The one tenant setting that `auth0.Tenant` lacks: whether authorization responses say who the issuer is (RFC 9207). In the program
 * it is a dynamic resource (`infra/resources/issuer-identification.ts`), which leaves a tenant in the same state.
 */
export const issuerIdentification: ResourceType<'pulumi-nodejs:dynamic/auth0:IssuerIdentification'> = {
  token: 'pulumi-nodejs:dynamic/auth0:IssuerIdentification',
  noun: 'issuer identification',
  readScope: 'read:tenant_settings',
  deployScopes: ['update:tenant_settings'],
  pathOf: () => path,
  dashboardPage: () => 'tenant/advanced',
  rules,
  isAlwaysThere: true,
  hasOwnProvider: true,
  create: async (api, desired) => ({ id: path.slice(1), properties: await bring(api, desired) }),
  read: async (api, _id, { previous } = {}) => issuerIdentificationOf(await settings(api), previous),
  update: (api, _id, { desired, live }) => bring(api, desired, live['previous']),
  async delete(api, _id, { previous, ...applied }) {
    if (typeof previous !== 'string') return;
    const before = JSON.parse(previous) as boolean | null;
    const { [wireName]: wanted } = toWire(applied, rules);
    if (before !== wanted && (await settings(api))[wireName] === wanted)
      await api.patch(path, { [wireName]: before });
  },
};

/**
 * The resource in the tenant settings.
 *
 * @param previous JSON of what the tenant held before, where somebody changed it
 */
export function issuerIdentificationOf(tenantSettings: WireObject, previous?: unknown): Properties {
  return {
    ...fromWire({ [wireName]: tenantSettings[wireName] === true }, rules),
    ...(previous !== undefined && { previous }),
  };
}

const settings = async (api: ManagementClient) => (await api.get(path)) as WireObject;

async function bring(api: ManagementClient, desired: Properties, previous?: unknown): Promise<Properties> {
  const before = (await settings(api))[wireName] ?? null;
  const { [wireName]: wanted } = toWire(desired, rules);
  if (before === wanted) return issuerIdentificationOf({ [wireName]: before }, previous);
  const answer = (await api.patch(path, { [wireName]: wanted })) as WireObject;
  return issuerIdentificationOf(answer, previous ?? JSON.stringify(before));
}
