import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { getAs, member, objectOf } from '../../answer.ts';
import { type ManagementClient, pathPart } from '../../management-client.ts';
import { allOf, type Identified, itemsByCheckpoint } from '../../paging.ts';
import { entityType } from '../entity.ts';
import { itemsIn, type Part } from '../part.ts';
import { type PropertyRule, UnsupportedPropertyError } from '../../properties/property-rules.ts';

const shape = { unsupported: 'has another shape on the wire.' } as const;

/** Of database connections. */
const options = {
  passwordPolicy: { wire: 'passwordPolicy' },
  enabledDatabaseCustomization: { wire: 'enabledDatabaseCustomization' },
  customScripts: { wire: 'customScripts', as: 'map' },
  configuration: { as: 'map', writeOnly: true, secret: true },
  nonPersistentAttrs: { unordered: true },
  passwordHistories: { wire: 'password_history', as: 'single' },
  passwordDictionary: { members: { dictionaries: { wire: 'dictionary', unordered: true } } },
  precedences: { wire: 'precedence' },
  attributes: shape,
  authenticationMethods: shape,
  customPasswordHash: shape,
  passkeyOptions: shape,
  passwordOptions: shape,
  validation: shape,
  upstreamParams: shape,
} as const satisfies Partial<Record<keyof auth0.types.input.ConnectionOptions, PropertyRule>>;

const rules = {
  name: { replaces: true },
  strategy: { replaces: true },
  metadata: { as: 'map' },
  options: { members: options },
} as const satisfies Partial<Record<keyof auth0.ConnectionArgs, PropertyRule>>;

/** As much of a connection as a list of them needs to show. */
export const listedConnectionShape = objectOf({
  id: member.id,
  name: z.string(),
  strategy: z.string(),
  is_domain_connection: member.flag,
});

/** As much of a connection as anybody judges by. */
const connectionShape = listedConnectionShape.extend({
  options: z.record(z.string(), z.unknown()),
  realms: member.texts,
  enabled_clients: member.texts,
});

/** The connections as their list shows them. */
export const listedConnections: Part<readonly Identified<'id'>[]> = {
  name: 'connections',
  read: ({ api }) =>
    allOf(
      itemsByCheckpoint(api, {
        path: '/connections',
        items: 'connections',
        shape: listedConnectionShape,
        fields: ['id', 'name', 'strategy', 'is_domain_connection'],
      }),
    ),
};

/** The connections, without their options, in which other people's secrets lie; those that are wanted have them. */
export const connections: Part<readonly Identified<'id'>[]> = {
  name: 'connections',
  read: async (reader) =>
    Promise.all(
      (await reader.contentOf(listedConnections)).map(async (listed) =>
        reader.wanted.isConnectionWanted(listed)
          ? getAs(reader.api, connectionShape, `/connections/${pathPart(listed.id)}`)
          : listed,
      ),
    ),
};

/** A source of users (Management API v2, `/connections`), without the applications it is enabled for. */
export const connection = entityType({
  token: 'auth0:index/connection:Connection',
  noun: 'users',
  called: {
    noun: 'connection',
    by: 'name',
    endsWithIt: 'its users are deleted with it',
  },
  readScope: 'read:connections',
  deployScopes: ['create:connections', 'update:connections', 'delete:connections'],
  dashboardPage: (id) => `connections/database/${id}/settings`,
  rules,
  listing: itemsIn(connections, 'id', rules),
  collection: '/connections',
  id: 'id',
  shape: connectionShape,
  alwaysStated: ['options'],
  check({ strategy, options: stated }) {
    if (strategy !== 'auth0' && stated !== undefined) {
      throw new UnsupportedPropertyError(
        'options',
        `has names of its own for connections of strategy ${JSON.stringify(strategy)}.`,
      );
    }
  },
  naturalKey: ({ name }) => String(name),
  find: (api, { name }) => connectionIds(api, String(name)),
});

/** The ids of the connections of that name: one, or none. */
export async function connectionIds(api: ManagementClient, name: string): Promise<readonly string[]> {
  const ids: string[] = [];
  const list = {
    path: '/connections',
    items: 'connections',
    query: { name },
    shape: objectOf({ id: member.id }),
    fields: ['id', 'name'],
  } as const;
  for await (const found of itemsByCheckpoint(api, list)) ids.push(found.id);
  return ids;
}
