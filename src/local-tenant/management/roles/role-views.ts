import type { Role, RolePermission, User } from '../../state/entities/users.ts';
import type { ReadableCollections } from '../../state/collections.ts';

/** A role as the API shows it: its permissions are a resource of their own. */
export function showRole({ permissions: _permissions, ...shown }: Role): Omit<Role, 'permissions'> {
  return { type: 'tenant', ...shown };
}

/** A role's permission, with what its API says of it. */
export function showPermission(read: ReadableCollections, permission: RolePermission): object {
  const api = read.resourceServers.by('identifier', permission.resource_server_identifier)[0];
  const scope = api?.scopes?.find((candidate) => candidate.value === permission.permission_name);
  return {
    ...permission,
    description: scope?.description ?? '',
    ...(api && { resource_server_name: api.name }),
  };
}

/** A user as the members of a role are listed. */
export function showMember({ user_id, name, email, picture }: User): object {
  return { user_id, name, email, ...(picture !== undefined && { picture }) };
}
