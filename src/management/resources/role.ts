import { z } from 'zod';
import { member, objectOf } from '../answer.ts';
import { allOf, type Identified, itemsByPage } from '../paging.ts';
import { entityType } from './entity.ts';
import { itemsIn, type Part } from './part.ts';

/** As much of a role as anybody judges by. */
export const roleShape = objectOf({ id: member.id, name: z.string(), description: member.text });

/** The roles. */
export const roles: Part<readonly Identified<'id'>[]> = {
  name: 'roles',
  read: ({ api }) => allOf(itemsByPage(api, { path: '/roles', items: 'roles', shape: roleShape })),
};

/** A role (Management API v2, `/roles`), without its permissions. */
export const role = entityType({
  token: 'auth0:index/role:Role',
  noun: 'role',
  called: {
    noun: 'role',
    by: 'name',
    endsWithIt: 'whoever has it has it no longer',
  },
  readScope: 'read:roles',
  deployScopes: ['create:roles', 'update:roles', 'delete:roles'],
  dashboardPage: (id) => `roles/${id}/settings`,
  rules: {},
  listing: itemsIn(roles, 'id', {}),
  collection: '/roles',
  id: 'id',
  shape: roleShape,
  naturalKey: ({ name }) => String(name),
  async find(api, { name }) {
    const ids: string[] = [];
    for await (const found of itemsByPage(api, {
      path: '/roles',
      items: 'roles',
      shape: roleShape,
      query: { name_filter: String(name) },
    })) {
      if (found.name === name) ids.push(found.id);
    }
    return ids;
  },
});
