import type * as auth0 from '@pulumi/auth0';
import { type ManagementClient, pathPart } from '../management-client.ts';
import { isNotFound } from '../management-error.ts';
import { itemsByPage } from '../paging.ts';
import { unlessGone } from './entity.ts';
import type { Properties, PropertyRule } from './property-rules.ts';
import type { ResourceType } from './resource-type.ts';

const rules = {
  roleId: { replaces: true },
  permissions: { unordered: true },
} as const satisfies Partial<Record<keyof auth0.RolePermissionsArgs, PropertyRule>>;

interface Permission {
  readonly name: string;
  readonly resourceServerIdentifier: string;
}

const pathOf = (roleId: string) => `/roles/${pathPart(roleId)}/permissions`;

/** All permissions of a role: a part of the role, under its id. */
export const rolePermissions: ResourceType<'auth0:index/rolePermissions:RolePermissions'> = {
  token: 'auth0:index/rolePermissions:RolePermissions',
  noun: 'permissions',
  readScope: 'read:roles',
  deployScopes: ['update:roles'],
  pathOf,
  dashboardPage: (id) => `roles/${id}/permissions`,
  rules,
  isPart: true,
  naturalKey: ({ roleId }) => String(roleId),
  async create(api, { roleId, permissions }) {
    const id = String(roleId);
    await bring(api, id, await held(api, id), permissionsIn({ permissions }));
    return { id, properties: { roleId: id, permissions } };
  },
  async read(api, id) {
    try {
      return { roleId: id, permissions: await held(api, id) };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  },
  async update(api, id, { desired, live }) {
    await bring(api, id, permissionsIn(live), permissionsIn(desired));
    return { roleId: id, permissions: desired['permissions'] };
  },
  delete: (api, id, applied) => unlessGone(bring(api, id, permissionsIn(applied), [])),
};

const permissionsIn = ({ permissions }: Properties) => (permissions ?? []) as readonly Permission[];

async function held(api: ManagementClient, id: string): Promise<readonly Permission[]> {
  const permissions: Permission[] = [];
  const ids = ['permission_name', 'resource_server_identifier'] as const;
  for await (const found of itemsByPage(api, { path: pathOf(id), items: 'permissions', ids })) {
    permissions.push({
      name: found.permission_name,
      resourceServerIdentifier: found.resource_server_identifier,
    });
  }
  return permissions;
}

async function bring(
  api: ManagementClient,
  id: string,
  from: readonly Permission[],
  to: readonly Permission[],
): Promise<void> {
  const dropped = from.filter((permission) => !includes(to, permission)).map(onWire);
  const added = to.filter((permission) => !includes(from, permission)).map(onWire);
  if (dropped.length > 0) await api.delete(pathOf(id), { permissions: dropped });
  if (added.length > 0) await api.post(pathOf(id), { permissions: added });
}

const includes = (permissions: readonly Permission[], { name, resourceServerIdentifier }: Permission) =>
  permissions.some(
    (each) => each.name === name && each.resourceServerIdentifier === resourceServerIdentifier,
  );

const onWire = ({ name, resourceServerIdentifier }: Permission) => ({
  permission_name: name,
  resource_server_identifier: resourceServerIdentifier,
});
