import { getAs } from '../answer.ts';
import type { ManagementClient } from '../management-client.ts';
import type { WireObject } from '../paging.ts';
import { fromWire, type Properties, toWire } from '../properties/property-rules.ts';
import type { ResourceType } from './resource-type.ts';
import { listedIn } from './part.ts';
import { settingsPart, settingsShape } from './tenant.ts';
import { written } from './written.ts';

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
  listing: listedIn(settingsPart, (held) => [
    { id: path.slice(1), properties: issuerIdentificationOf(held) },
  ]),
  isAlwaysThere: true,
  hasOwnProvider: true,
  create: async (api, desired) => ({ id: path.slice(1), properties: await bring(api, desired) }),
  read: async (api, _id, { previous } = {}) => issuerIdentificationOf(await settings(api), previous),
  update: (api, _id, { desired, live }) => bring(api, desired, live['previous']),
  async delete(api, _id, { previous, ...applied }) {
    if (typeof previous !== 'string') return;
    const before = JSON.parse(previous) as boolean | null;
    const { [wireName]: wanted } = toWire(applied, rules);
    if (before !== wanted && (await settings(api))[wireName] === wanted) await change(api, before);
  },
};

/**
 * The resource in the tenant settings.
 *
 * @param previous JSON of what the tenant held before, where somebody changed it
 */
function issuerIdentificationOf(tenantSettings: WireObject, previous?: unknown): Properties {
  return {
    ...fromWire({ [wireName]: tenantSettings[wireName] === true }, rules),
    ...(previous !== undefined && { previous }),
  };
}

const settings = (api: ManagementClient): Promise<WireObject> => getAs(api, settingsShape, path);

/** Auth0 shows what was cleared as it likes. */
async function change(api: ManagementClient, value: unknown): Promise<WireObject> {
  const answer = await api.patch(path, { [wireName]: value });
  const sent = value === null ? {} : fromWire({ [wireName]: value }, rules);
  return written(api, { method: 'PATCH', path, answer, shape: settingsShape, rules, sent });
}

async function bring(api: ManagementClient, desired: Properties, previous?: unknown): Promise<Properties> {
  const before = (await settings(api))[wireName] ?? null;
  const { [wireName]: wanted } = toWire(desired, rules);
  if (before === wanted) return issuerIdentificationOf({ [wireName]: before }, previous);
  return issuerIdentificationOf(await change(api, wanted), previous ?? JSON.stringify(before));
}
