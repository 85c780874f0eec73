import type { Connection } from '../../state/entities/users.ts';
import { conflict, ManagementError } from '../errors.ts';
import { fieldParameters, listPage, type ListQuery, pageParameters, selectFields } from '../listing.ts';
import { permissionKey, permissionsBody, withoutPermissions, withPermissions } from '../roles/permissions.ts';
import { showRole } from '../roles/role-views.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import * as z from 'zod';
import { existingUser } from './existing-user.ts';
import { newUser, updatedUser, userChanges } from './user-changes.ts';
import { addRoles, putUser, removeRoles, removeUser } from './user-roles.ts';
import {
  createUserBody,
  updateUserBody,
  userListQuery,
  userRolesBody,
  usersByEmailQuery,
} from './user-schema.ts';
import { inOrder, isFound } from './user-search.ts';
import { permissionsOfUser, showUser, showUserPermission } from './user-views.ts';

/** `/users` and `/users-by-email`: the users of database connections, their roles and permissions. */
export function userRoutes({ store, now, sessions }: ManagementContext): readonly Route[] {
  const existing = existingUser({ store });

  const database = (name: string): Connection => {
    const [connection] = store.read.connections.by('name', name);
    if (connection?.strategy === 'auth0') return connection;
    throw new ManagementError(400, 'The connection does not exist.', 'inexistent_connection');
  };

  return [
    route({
      method: 'GET',
      path: '/users',
      scopes: ['read:users'],
      query: userListQuery,
      handle: ({ query }) => {
        checkReach(query);
        const all = [...store.read.users.values()];
        const found = query.q === undefined ? all : all.filter(isFound(query.q));
        return {
          status: 200,
          body: listPage(
            inOrder(found, query.sort),
            query,
            { name: 'users', idOf: ({ user_id }) => user_id, countsPage: true },
            (user) => selectFields(showUser(user), query),
          ),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/users',
      scopes: ['create:users'],
      body: createUserBody,
      handle: async ({ body }) => {
        const user = await newUser(body, database(body.connection), now());
        await store.write((tenant) => {
          database(user.connection);
          if (tenant.users.has(user.user_id)) throw conflict('The user already exists.', 'auth0_idp_error');
          putUser(tenant, user);
        });
        return { status: 201, body: showUser(user) };
      },
    }),
    route({
      method: 'GET',
      path: '/users-by-email',
      scopes: ['read:users'],
      query: usersByEmailQuery,
      handle: ({ query }) => ({
        status: 200,
        body: store.read.users
          .by('email', query.email.toLowerCase())
          .map((user) => selectFields(showUser(user), query)),
      }),
    }),
    route({
      method: 'GET',
      path: '/users/:id',
      scopes: ['read:users'],
      query: z.strictObject(fieldParameters),
      handle: ({ params, query }) => ({
        status: 200,
        body: selectFields(showUser(existing(params['id'])), query),
      }),
    }),
    route({
      method: 'PATCH',
      path: '/users/:id',
      scopes: ['update:users', 'update:users_app_metadata'],
      body: updateUserBody,
      handle: async ({ params, body }) => {
        const before = existing(params['id']);
        const changes = await userChanges(before, body, database(before.connection), now());
        const updated = await store.write((tenant) => {
          const user = updatedUser(existing(params['id']), changes);
          putUser(tenant, user);
          return user;
        });
        if (changes.sessions_ended_at !== undefined) await sessions.endAllOf(updated.user_id);
        return { status: 200, body: showUser(updated) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/users/:id',
      scopes: ['delete:users'],
      change: (tenant, { params }) => {
        // Deleting who does not exist is no error, as Auth0 has it.
        removeUser(tenant, params['id'] ?? '');
      },
    }),
    route({
      method: 'GET',
      path: '/users/:id/roles',
      scopes: ['read:users', 'read:roles'],
      query: z.strictObject(pageParameters),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          existing(params['id']).role_ids.flatMap((id) => store.read.roles.get(id) ?? []),
          query,
          { name: 'roles', idOf: ({ id }) => id },
          showRole,
        ),
      }),
    }),
    changeRoute(store, {
      method: 'POST',
      path: '/users/:id/roles',
      scopes: ['update:users', 'create:role_members'],
      body: userRolesBody,
      change: (tenant, { params, body }) => {
        addRoles(tenant, existing(params['id']), body.roles);
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/users/:id/roles',
      scopes: ['update:users', 'delete:role_members'],
      body: userRolesBody,
      change: (tenant, { params, body }) => {
        removeRoles(tenant, existing(params['id']), body.roles);
      },
    }),
    route({
      method: 'GET',
      path: '/users/:id/permissions',
      scopes: ['read:users'],
      query: z.strictObject(pageParameters),
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          permissionsOfUser(store.read, existing(params['id'])),
          query,
          { name: 'permissions', idOf: permissionKey },
          (permission) => showUserPermission(store.read, permission),
        ),
      }),
    }),
    route({
      method: 'POST',
      path: '/users/:id/permissions',
      scopes: ['update:users'],
      body: permissionsBody,
      handle: async ({ params, body }) => {
        await store.write((tenant) => {
          tenant.users.put(withPermissions(tenant, existing(params['id']), body));
        });
        return { status: 201, body: {} };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/users/:id/permissions',
      scopes: ['update:users'],
      body: permissionsBody,
      change: (tenant, { params, body }) => {
        tenant.users.put(withoutPermissions(existing(params['id']), body));
      },
    }),
  ];
}

/** Source: Management API v2, `GET /users`. */
function checkReach({ page = 0, per_page: size = 50 }: ListQuery): void {
  if ((page + 1) * size > 1000) {
    throw new ManagementError(
      400,
      'You can only page through the first 1000 records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation.',
      'invalid_paging',
    );
  }
}
