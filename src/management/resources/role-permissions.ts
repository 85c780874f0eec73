import type * as auth0 from '@pulumi/auth0';
import { member, objectOf } from '../answer.ts';
import { type ManagementClient, pathPart } from '../management-client.ts';
import { isNotFound } from '../management-error.ts';
import { itemsByPage } from '../paging.ts';
import { unlessGone } from './entity.ts';
import type { Properties, PropertyRule } from '../properties/property-rules.ts';
import { listedIn, type Part, perId } from './part.ts';
import type { ResourceType } from './resource-type.ts';
import { roles } from './role.ts';
import { notWritten } from './written.ts';

const rules = {
  roleId: { replaces: true },
  permissions: { unordered: true },
} as const satisfies Partial<Record<keyof auth0.RolePermissionsArgs, PropertyRule>>;

interface Permission {
  readonly name: string;
  readonly resourceServerIdentifier: string;
}

const pathOf = (roleId: string) => `/roles/${pathPart(roleId)}/permissions`;

/** The permissions of each role that is wanted, by the role's id. */
const permissionsOfRoles: Part<ReadonlyMap<string, readonly Permission[]>> = {
  name: 'permissions of roles',
  async read(reader) {
    const found = await reader.contentOf(roles);
    return perId(found.filter(reader.wanted.isRoleWanted), (id) => held(reader.api, id));
  },
};

/** All permissions of a role: a part of the role, under its id. */
export const rolePermissions: ResourceType<'auth0:index/rolePermissions:RolePermissions'> = {
  token: 'auth0:index/rolePermissions:RolePermissions',
  noun: 'permissions',
  readScope: 'read:roles',
  deployScopes: ['update:roles'],
  pathOf,
  dashboardPage: (id) => `roles/${id}/permissions`,
  rules,
  listing: listedIn(permissionsOfRoles, (all) =>
    [...all].map(([id, permissions]) => ({ id, properties: { roleId: id, permissions } })),
  ),
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

const permissionShape = objectOf({ permission_name: member.id, resource_server_identifier: member.id });

const permissionsOf = (api: ManagementClient, id: string) =>
  itemsByPage(api, { path: pathOf(id), items: 'permissions', shape: permissionShape });

async function held(api: ManagementClient, id: string): Promise<readonly Permission[]> {
  const permissions: Permission[] = [];
  for await (const found of permissionsOf(api, id)) {
    permissions.push({
      name: found.permission_name,
      resourceServerIdentifier: found.resource_server_identifier,
    });
  }
  return permissions;
}

/** Auth0's answer to a change shows nothing: what came of it is read. */
async function bring(
  api: ManagementClient,
  id: string,
  from: readonly Permission[],
  to: readonly Permission[],
): Promise<void> {
  const dropped = from.filter((permission) => !includes(to, permission));
  const added = to.filter((permission) => !includes(from, permission));
  if (dropped.length > 0) await api.delete(pathOf(id), { permissions: dropped.map(onWire) });
  if (added.length > 0) await api.post(pathOf(id), { permissions: added.map(onWire) });
  if (dropped.length + added.length === 0) return;
  const now = await held(api, id);
  const lacking = added.find((permission) => !includes(now, permission));
  const left = dropped.find((permission) => includes(now, permission));
  if (lacking) throw notWritten(api, 'POST', pathOf(id), `The role lacks ${lacking.name}`);
  if (left) throw notWritten(api, 'DELETE', pathOf(id), `The role still has ${left.name}`);
}

const includes = (permissions: readonly Permission[], { name, resourceServerIdentifier }: Permission) =>
  permissions.some(
    (each) => each.name === name && each.resourceServerIdentifier === resourceServerIdentifier,
  );

const onWire = ({ name, resourceServerIdentifier }: Permission) => ({
  permission_name: name,
  resource_server_identifier: resourceServerIdentifier,
});
