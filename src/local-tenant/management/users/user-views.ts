import type { ReadableCollections } from '../../state/collections.ts';
import type { RolePermission, User } from '../../state/entities/users.ts';
import { permissionKey } from '../roles/permissions.ts';
import { showPermission } from '../roles/role-views.ts';

/** A user as the API shows it. */
export function showUser(user: User): object {
  const {
    password_hash: _hash,
    password_history: _history,
    sessions_ended_at: _ended,
    role_ids: _roles,
    permissions: _permissions,
    connection,
    ...shown
  } = user;
  const [provider, user_id] = shown.user_id.split('|');
  return { ...shown, identities: [{ connection, user_id, provider, isSocial: false }] };
}

/** A permission of a user, with whom it comes from. */
interface UserPermission extends RolePermission {
  readonly sources: readonly object[];
}

/** All permissions of a user: those given to it, and those of its roles. */
export function permissionsOfUser(read: ReadableCollections, user: User): readonly UserPermission[] {
  const direct = { source_id: '', source_name: '', source_type: 'DIRECT' };
  const held = [
    ...(user.permissions ?? []).map((permission) => ({ permission, source: direct })),
    ...user.role_ids.flatMap((id) => {
      const role = read.roles.get(id);
      const source = { source_id: id, source_name: role?.name, source_type: 'ROLE' };
      return (role?.permissions ?? []).map((permission) => ({ permission, source }));
    }),
  ];
  const byKey = new Map<string, UserPermission>();
  for (const { permission, source } of held) {
    const key = permissionKey(permission);
    byKey.set(key, { ...permission, sources: [...(byKey.get(key)?.sources ?? []), source] });
  }
  return [...byKey.values()];
}

/** A user's permission as the API shows it. */
export function showUserPermission(
  read: ReadableCollections,
  { sources, ...permission }: UserPermission,
): object {
  return { ...showPermission(read, permission), sources };
}
