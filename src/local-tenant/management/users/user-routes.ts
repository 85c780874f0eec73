import * as z from 'zod';
import type { Connection, User } from '../../state/entities.ts';
import type { Transaction } from '../../state/store.ts';
import { conflict, inexistent, ManagementError } from '../errors.ts';
import { fieldParameters, listPage, type ListQuery, pageParameters, selectFields } from '../listing.ts';
import { notEmulated } from '../not-emulated.ts';
import { showRole } from '../roles/role-views.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import {
  createUserBody,
  newUser,
  showUser,
  updatedUser,
  updateUserBody,
  userChanges,
} from './user-changes.ts';

const rolesBody = z.strictObject({ roles: z.array(z.string().min(1)).min(1).max(50) });

/** `/users` and `/users-by-email`: the users of database connections, and their roles. */
export function userRoutes({ store, now }: ManagementContext): readonly Route[] {
  function existing(id: string | undefined): User {
    const user = store.read.users.get(id ?? '');
    if (!user) throw inexistent('user');
    return user;
  }

  function database(name: string): Connection {
    const [connection] = store.read.connections.by('name', name);
    if (connection?.strategy === 'auth0') return connection;
    throw new ManagementError(400, 'The connection does not exist.', 'inexistent_connection');
  }

  return [
    route({
      method: 'GET',
      path: '/users',
      scopes: ['read:users'],
      query: z.strictObject({ ...pageParameters, ...fieldParameters, q: z.string().exactOptional() }),
      handle: ({ query }) => {
        if (query.q !== undefined) throw notEmulated('the search for users by `q`');
        checkReach(query);
        const listing = { name: 'users', idOf: (user: User) => user.user_id };
        return {
          status: 200,
          body: listPage([...store.read.users.values()], query, listing, (user) =>
            selectFields(showUser(user), query),
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
      query: z.strictObject({ ...fieldParameters, email: z.string().min(1) }),
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
        return { status: 200, body: showUser(updated) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/users/:id',
      scopes: ['delete:users'],
      handle: async ({ params }) => {
        // Deleting who does not exist is no error, as Auth0 has it.
        await store.write((tenant) => {
          tenant.users.remove(params['id'] ?? '');
        });
        return { status: 204 };
      },
    }),
    route({
      method: 'GET',
      path: '/users/:id/roles',
      scopes: ['read:users', 'read:roles'],
      query: z.strictObject(pageParameters),
      handle: ({ params, query }) => {
        const roles = existing(params['id']).role_ids.flatMap((id) => store.read.roles.get(id) ?? []);
        return {
          status: 200,
          body: listPage(roles, query, { name: 'roles', idOf: (role) => role.id }, showRole),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/users/:id/roles',
      scopes: ['update:users', 'create:role_members'],
      body: rolesBody,
      handle: async ({ params, body }) => {
        await store.write((tenant) => {
          const user = existing(params['id']);
          if (body.roles.some((id) => !tenant.roles.has(id))) throw inexistent('role');
          tenant.users.put({ ...user, role_ids: [...new Set([...user.role_ids, ...body.roles])] });
        });
        return { status: 204 };
      },
    }),
    route({
      method: 'DELETE',
      path: '/users/:id/roles',
      scopes: ['update:users', 'delete:role_members'],
      body: rolesBody,
      handle: async ({ params, body }) => {
        await store.write((tenant) => {
          const user = existing(params['id']);
          tenant.users.put({ ...user, role_ids: user.role_ids.filter((id) => !body.roles.includes(id)) });
        });
        return { status: 204 };
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

function putUser(tenant: Transaction, user: User): void {
  const taken = tenant.users
    .by('email', user.email)
    .some((other) => other.connection === user.connection && other.user_id !== user.user_id);
  if (taken) throw conflict('The user already exists.', 'auth0_idp_error');
  tenant.users.put(user);
}
