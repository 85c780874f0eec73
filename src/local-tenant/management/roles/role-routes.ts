import * as z from 'zod';
import type { Role, RolePermission, User } from '../../state/entities.ts';
import { prefixedId } from '../../state/ids.ts';
import type { Transaction } from '../../state/store.ts';
import { conflict, inexistent, invalidBody } from '../errors.ts';
import { checkpointParameters, listPage, pageParameters } from '../listing.ts';
import { patched } from '../patch.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { showMember, showPermission, showRole } from './role-views.ts';

const name = z.string().min(1).max(50);
const description = z.string().max(255);
const createBody = z.strictObject({ name, description: description.min(1).exactOptional() });
const updateBody = z.strictObject({ name: name.exactOptional(), description: description.exactOptional() });

const permissionsBody = z.strictObject({
  permissions: z
    .array(
      z.strictObject({ resource_server_identifier: z.string().min(1), permission_name: z.string().min(1) }),
    )
    .min(1),
});

const usersBody = z.strictObject({ users: z.array(z.string().min(1)).min(1) });
const listQuery = z.strictObject({ ...pageParameters, name_filter: z.string().exactOptional() });

/** `/roles`, with the permissions and the users of each. */
export function roleRoutes({ store }: ManagementContext): readonly Route[] {
  function existing(id: string | undefined): Role {
    const role = store.read.roles.get(id ?? '');
    if (!role) throw inexistent('role');
    return role;
  }

  return [
    route({
      method: 'GET',
      path: '/roles',
      scopes: ['read:roles'],
      query: listQuery,
      handle: ({ query }) => {
        const wanted = query.name_filter?.toLowerCase();
        const roles = [...store.read.roles.values()].filter(
          (role) => wanted === undefined || role.name.toLowerCase().includes(wanted),
        );
        return {
          status: 200,
          body: listPage(roles, query, { name: 'roles', idOf: (role) => role.id }, showRole),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/roles',
      scopes: ['create:roles'],
      body: createBody,
      handle: async ({ body }) => {
        const role = { id: prefixedId('rol'), description: '', ...body, permissions: [] };
        await store.write((tenant) => {
          putRole(tenant, role);
        });
        // 200, and null here for the description that every other answer gives as an empty string.
        return { status: 200, body: { ...showRole(role), description: body.description ?? null } };
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
      body: updateBody,
      handle: async ({ params, body }) => {
        const updated = await store.write((tenant) => {
          const role = patched(existing(params['id']), body);
          putRole(tenant, role);
          return role;
        });
        return { status: 200, body: showRole(updated) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/roles/:id',
      scopes: ['delete:roles'],
      handle: async ({ params }) => {
        await store.write((tenant) => {
          const { id } = existing(params['id']);
          for (const user of tenant.users.by('role_id', id)) {
            tenant.users.put({ ...user, role_ids: user.role_ids.filter((roleId) => roleId !== id) });
          }
          tenant.roles.remove(id);
        });
        return { status: 200, body: {} };
      },
    }),
    route({
      method: 'GET',
      path: '/roles/:id/permissions',
      scopes: ['read:roles'],
      query: z.strictObject(pageParameters),
      handle: ({ params, query }) => {
        const listing = { name: 'permissions', idOf: permissionKey };
        return {
          status: 200,
          body: listPage(existing(params['id']).permissions, query, listing, (permission) =>
            showPermission(store.read, permission),
          ),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/roles/:id/permissions',
      scopes: ['update:roles'],
      body: permissionsBody,
      handle: async ({ params, body }) => {
        await store.write((tenant) => {
          const role = existing(params['id']);
          for (const permission of body.permissions) checkPermission(tenant, permission);
          const permissions = new Map(
            [...role.permissions, ...body.permissions].map((p) => [permissionKey(p), p]),
          );
          tenant.roles.put({ ...role, permissions: [...permissions.values()] });
        });
        return { status: 201, body: {} };
      },
    }),
    route({
      method: 'DELETE',
      path: '/roles/:id/permissions',
      scopes: ['update:roles'],
      body: permissionsBody,
      handle: async ({ params, body }) => {
        await store.write((tenant) => {
          const role = existing(params['id']);
          const gone = new Set(body.permissions.map(permissionKey));
          const permissions = role.permissions.filter((permission) => !gone.has(permissionKey(permission)));
          tenant.roles.put({ ...role, permissions });
        });
        return { status: 204 };
      },
    }),
    route({
      method: 'GET',
      path: '/roles/:id/users',
      scopes: ['read:users', 'read:roles', 'read:role_members'],
      query: z.strictObject({ ...pageParameters, ...checkpointParameters }),
      handle: ({ params, query }) => {
        const users = store.read.users.by('role_id', existing(params['id']).id);
        const listing = { name: 'users', idOf: (user: User) => user.user_id };
        return { status: 200, body: listPage(users, query, listing, showMember) };
      },
    }),
    route({
      method: 'POST',
      path: '/roles/:id/users',
      scopes: ['update:roles', 'create:role_members'],
      body: usersBody,
      handle: async ({ params, body }) => {
        await store.write((tenant) => {
          const { id } = existing(params['id']);
          for (const userId of body.users) {
            const user = tenant.users.get(userId);
            if (!user) throw inexistent('user');
            tenant.users.put({ ...user, role_ids: [...new Set([...user.role_ids, id])] });
          }
        });
        return { status: 200 };
      },
    }),
  ];
}

function putRole(tenant: Transaction, role: Role): void {
  if (tenant.roles.by('name', role.name).some((other) => other.id !== role.id)) {
    throw conflict('A role with the same name already exists.', 'role_conflict');
  }
  tenant.roles.put(role);
}

function checkPermission(tenant: Transaction, permission: RolePermission): void {
  const api = tenant.resourceServers.by('identifier', permission.resource_server_identifier)[0];
  if (!api) throw inexistent('resource server');
  if (api.scopes?.some((scope) => scope.value === permission.permission_name) !== true) {
    throw invalidBody(`The permission ${permission.permission_name} is not defined by ${api.identifier}.`);
  }
}

function permissionKey(permission: RolePermission): string {
  return JSON.stringify([permission.resource_server_identifier, permission.permission_name]);
}
