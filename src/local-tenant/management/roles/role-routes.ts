import type * as z from 'zod';
import type { Role, User } from '../../state/entities/users.ts';
import { inexistent } from '../errors.ts';
import { listPage } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { addRoleToUsers, createRole, deleteRole, updateRole } from './role-changes.ts';
import { permissionKey, permissionsBody, withoutPermissions, withPermissions } from './permissions.ts';
import {
  createRoleBody,
  permissionListQuery,
  roleListQuery,
  roleUserListQuery,
  roleUsersBody,
  updateRoleBody,
} from './role-schema.ts';
import { showMember, showPermission, showRole } from './role-views.ts';

/** `/roles`, with the permissions and the users of each. */
export function roleRoutes({ store }: ManagementContext): readonly Route[] {
  const existing = (id: string | undefined): Role => {
    const role = store.read.roles.get(id ?? '');
    if (!role) throw inexistent('role');
    return role;
  };

  return [
    route({
      method: 'GET',
      path: '/roles',
      scopes: ['read:roles'],
      query: roleListQuery,
      handle: ({ query }) => ({
        status: 200,
        body: listPage(
          matching([...store.read.roles.values()], query),
          query,
          { name: 'roles', idOf: (role) => role.id },
          showRole,
        ),
      }),
    }),
    route({
      method: 'POST',
      path: '/roles',
      scopes: ['create:roles'],
      body: createRoleBody,
      handle: async ({ body }) => {
        const role = await store.write((tenant) => createRole(tenant, body));
        // 200, and only here without the description that nobody chose.
        const { description, ...shown } = showRole(role);
        return { status: 200, body: { ...shown, ...(body.description !== undefined && { description }) } };
      },
    }),
    route({
      method: 'GET',
      path: '/roles/:id',
      scopes: ['read:roles'],
      handle: ({ params }) => ({ status: 200, body: showRole(existing(params['id'])) }),
    }),
    route({
      method: 'PATCH',
      path: '/roles/:id',
      scopes: ['update:roles'],
      body: updateRoleBody,
      handle: async ({ params, body }) => {
        const role = await store.write((tenant) => updateRole(tenant, existing(params['id']), body));
        return { status: 200, body: showRole(role) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/roles/:id',
      scopes: ['delete:roles'],
      handle: async ({ params }) => {
        await store.write((tenant) => {
          deleteRole(tenant, existing(params['id']));
        });
        return { status: 200, body: {} };
      },
    }),
    route({
      method: 'GET',
      path: '/roles/:id/permissions',
      scopes: ['read:roles'],
      query: permissionListQuery,
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          existing(params['id']).permissions,
          query,
          { name: 'permissions', idOf: permissionKey },
          (permission) => showPermission(store.read, permission),
        ),
      }),
    }),
    route({
      method: 'POST',
      path: '/roles/:id/permissions',
      scopes: ['update:roles'],
      body: permissionsBody,
      handle: async ({ params, body }) => {
        await store.write((tenant) => {
          tenant.roles.put(withPermissions(tenant, existing(params['id']), body));
        });
        return { status: 201, body: {} };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/roles/:id/permissions',
      scopes: ['update:roles'],
      body: permissionsBody,
      change: (tenant, { params, body }) => {
        tenant.roles.put(withoutPermissions(existing(params['id']), body));
      },
    }),
    route({
      method: 'GET',
      path: '/roles/:id/users',
      scopes: ['read:users', 'read:roles', 'read:role_members'],
      query: roleUserListQuery,
      handle: ({ params, query }) => ({
        status: 200,
        body: listPage(
          store.read.users.by('role_id', existing(params['id']).id),
          query,
          { name: 'users', idOf: (user: User) => user.user_id },
          showMember,
        ),
      }),
    }),
    route({
      method: 'POST',
      path: '/roles/:id/users',
      scopes: ['update:roles', 'create:role_members'],
      body: roleUsersBody,
      handle: async ({ params, body }) => {
        await store.write((tenant) => {
          addRoleToUsers(tenant, existing(params['id']), body.users);
        });
        return { status: 200, body: {} };
      },
    }),
  ];
}

/** The roles that a query asks for. One that names no organization's still sees them: they are roles of the tenant too. */
function matching(roles: readonly Role[], query: z.infer<typeof roleListQuery>): readonly Role[] {
  const name = query.name_filter?.toLowerCase();
  return roles.filter(
    (role) =>
      (name === undefined || role.name.toLowerCase().includes(name)) &&
      (query.type === undefined || role.type === query.type) &&
      (query.owner_id === undefined || role.owner_id === query.owner_id),
  );
}
