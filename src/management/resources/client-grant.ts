import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { member, objectOf } from '../answer.ts';
import type { ManagementClient, Query } from '../management-client.ts';
import { allOf, type Identified, itemsByCheckpoint } from '../paging.ts';
import { differences } from '../properties/differences.ts';
import { entityType } from './entity.ts';
import { fromWire, type Properties, type PropertyRule, toWire } from '../properties/property-rules.ts';
import { itemsIn, type LiveResource, type Part } from './part.ts';

const rules = {
  scopes: { wire: 'scope' },
  clientId: { replaces: true },
  audience: { replaces: true },
  subjectType: { replaces: true },
  defaultFor: { replaces: true },
} as const satisfies Partial<Record<keyof auth0.ClientGrantArgs, PropertyRule>>;

/** As much of a grant as anybody judges by. */
export const clientGrantShape = objectOf({
  id: member.id,
  audience: z.string(),
  client_id: member.text,
  default_for: member.text,
  subject_type: member.text,
  scope: member.texts,
  allow_all_scopes: member.flag,
});

/** The client grants. */
export const clientGrants: Part<readonly Identified<'id'>[]> = {
  name: 'client grants',
  read: ({ api }) =>
    allOf(
      itemsByCheckpoint(api, { path: '/client-grants', items: 'client_grants', shape: clientGrantShape }),
    ),
};

const entity = entityType({
  token: 'auth0:index/clientGrant:ClientGrant',
  noun: 'grant',
  readScope: 'read:client_grants',
  deployScopes: ['create:client_grants', 'update:client_grants', 'delete:client_grants'],
  dashboardPage: () => 'apis',
  rules,
  listing: itemsIn(clientGrants, 'id', rules),
  collection: '/client-grants',
  id: 'id',
  shape: clientGrantShape,
  naturalKey: ({ clientId, audience, subjectType = 'client', defaultFor }) =>
    JSON.stringify([clientId, defaultFor, audience, subjectType]),
  find: async (api, desired) => (await alike(api, desired)).map(({ id }) => id),
});

/**
 * What an application may ask of an API (Management API v2, `/client-grants`). Auth0 bears one grant for each application,
 * API and subject type: one that is there already is taken over, and brought to what is declared.
 */
export const clientGrant: typeof entity = {
  ...entity,
  async create(api, desired) {
    const [existing] = desired['clientId'] === undefined ? [] : await alike(api, desired);
    if (existing === undefined) return entity.create(api, desired);
    const { id, properties: live } = existing;
    const changed = differences(desired, { live }, rules).map(({ path }) => path);
    return { id, properties: await entity.update(api, id, { desired, live, changed, cleared: [] }) };
  },
};

async function alike(api: ManagementClient, desired: Properties): Promise<readonly LiveResource[]> {
  const { clientId, audience, subjectType = 'client', defaultFor } = desired;
  const query = toWire({ audience, clientId }, rules) as Query;
  const found: LiveResource[] = [];
  for await (const grant of itemsByCheckpoint(api, {
    path: '/client-grants',
    items: 'client_grants',
    shape: clientGrantShape,
    query,
  })) {
    const { subject_type, default_for, client_id } = grant;
    const isSame =
      (subject_type ?? 'client') === subjectType &&
      (default_for ?? undefined) === defaultFor &&
      (client_id ?? undefined) === clientId;
    if (isSame) {
      found.push({ id: grant.id, properties: fromWire(grant, rules) });
    }
  }
  return found;
}
