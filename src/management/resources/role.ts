import { itemsByPage } from '../paging.ts';
import { entityType } from './entity.ts';

/** A role (Management API v2, `/roles`), without its permissions. */
export const role = entityType({
  token: 'auth0:index/role:Role',
  noun: 'role',
  called: { noun: 'role', by: 'name' },
  readScope: 'read:roles',
  deployScopes: ['create:roles', 'update:roles', 'delete:roles'],
  dashboardPage: (id) => `roles/${id}/settings`,
  rules: {},
  collection: '/roles',
  id: 'id',
  naturalKey: ({ name }) => String(name),
  async find(api, { name }) {
    const ids: string[] = [];
    for await (const found of itemsByPage(api, {
      path: '/roles',
      items: 'roles',
      ids: ['id'],
      query: { name_filter: String(name) },
    })) {
      if (found['name'] === name) ids.push(found.id);
    }
    return ids;
  },
});
