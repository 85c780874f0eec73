import * as z from 'zod';
import type { User } from '../entities.ts';
import { hexId } from '../ids.ts';
import { hashPassword } from '../oauth/passwords.ts';
import { conflict, inexistent, ManagementError } from './errors.ts';
import { fieldParameters, listPage, pageParameters, selectFields } from './listing.ts';
import { showRole } from './role-views.ts';
import { route, type ManagementContext, type Route } from './route.ts';
import { jsonObject } from './validation.ts';

const createBody = z.strictObject({
  connection: z.string().min(1),
  email: z.email(),
  password: z.string().min(1),
  email_verified: z.boolean().exactOptional(),
  verify_email: z.boolean().exactOptional(),
  blocked: z.boolean().exactOptional(),
  name: z.string().min(1).max(300).exactOptional(),
  nickname: z.string().min(1).max(300).exactOptional(),
  given_name: z.string().min(1).max(150).exactOptional(),
  family_name: z.string().min(1).max(150).exactOptional(),
  picture: z.url().exactOptional(),
  user_metadata: jsonObject.exactOptional(),
  app_metadata: jsonObject.exactOptional(),
});

const rolesBody = z.strictObject({ roles: z.array(z.string().min(1)).min(1).max(50) });

/** `/users` and `/users-by-email`: the users of database connections, and their roles. */
export function userRoutes({ store, now }: ManagementContext): readonly Route[] {
  function existing(id: string | undefined): User {
    const user = store.read.users.get(id ?? '');
    if (!user) throw inexistent('user');
    return user;
  }

  return [
    route({
      method: 'GET',
      path: '/users',
      scopes: ['read:users'],
      query: z.strictObject({ ...pageParameters, ...fieldParameters }),
      handle: ({ query }) => {
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
      body: createBody,
      handle: async ({ body }) => {
        const user = await newUser(body, now());
        await store.write((tenant) => {
          const connection = tenant.connections.by('name', user.connection)[0];
          if (connection?.strategy !== 'auth0') {
            throw new ManagementError(400, 'The connection does not exist.', 'inexistent_connection');
          }
          if (tenant.users.by('email', user.email).some((other) => other.connection === user.connection)) {
            throw conflict('The user already exists.', 'auth0_idp_error');
          }
          tenant.users.put(user);
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

async function newUser(body: z.infer<typeof createBody>, now: number): Promise<User> {
  const { password, verify_email: _verify, ...properties } = body;
  const email = body.email.toLowerCase();
  const time = new Date(now).toISOString();
  return {
    user_id: `auth0|${hexId()}`,
    email_verified: false,
    name: email,
    nickname: email.split('@')[0] ?? email,
    ...properties,
    email,
    password_hash: await hashPassword(password),
    role_ids: [],
    created_at: time,
    updated_at: time,
  };
}

function showUser({ password_hash: _hash, role_ids: _roles, connection, ...shown }: User): object {
  const [provider, user_id] = shown.user_id.split('|');
  return { ...shown, identities: [{ connection, user_id, provider, isSocial: false }] };
}
