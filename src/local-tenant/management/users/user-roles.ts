import { forgetGrants } from '../../rules/forgotten-grants.ts';
import type { User } from '../../state/entities/users.ts';
import type { Transaction } from '../../state/store.ts';
import { conflict, inexistent } from '../errors.ts';
import { forgetInOrganizations } from '../forgotten.ts';
import { checkTenantRole } from '../roles/role-changes.ts';
import { removeFactors } from './enrolled-factor-changes.ts';

/** Puts a user in place; nobody else of the connection has its address or name. */
export function putUser(tenant: Transaction, user: User): void {
  const isTaken = tenant.users
    .by('connection', user.connection)
    .some(
      (other) =>
        other.user_id !== user.user_id &&
        (other.email === user.email ||
          (user.username !== undefined && other.username?.toLowerCase() === user.username.toLowerCase())),
    );
  if (isTaken) throw conflict('The user already exists.', 'auth0_idp_error');
  tenant.users.put(user);
}

/** Removes a user, also from its organizations, the factors in which the user has enrolled, and what the user granted. */
export function removeUser(tenant: Transaction, id: string): void {
  forgetInOrganizations(tenant, 'user_id', id);
  removeFactors(tenant, id);
  forgetGrants(tenant, 'accountId', [id]);
  tenant.users.remove(id);
}

/** Gives roles to a user. */
export function addRoles(tenant: Transaction, user: User, roleIds: readonly string[]): void {
  for (const id of roleIds) {
    const role = tenant.roles.get(id);
    if (!role) throw inexistent('role');
    checkTenantRole(role);
  }
  tenant.users.put({ ...user, role_ids: [...new Set([...user.role_ids, ...roleIds])] });
}

/** Takes roles from a user. */
export function removeRoles(tenant: Transaction, user: User, roleIds: readonly string[]): void {
  tenant.users.put({ ...user, role_ids: user.role_ids.filter((id) => !roleIds.includes(id)) });
}
