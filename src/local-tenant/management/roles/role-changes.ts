import type * as z from 'zod';
import type { Role } from '../../state/entities/users.ts';
import { prefixedId } from '../../state/ids.ts';
import type { Transaction } from '../../state/store.ts';
import { conflict, inexistent, invalidBody, notAllowed } from '../errors.ts';
import { forgetRoleInOrganizations } from '../forgotten.ts';
import { patched } from '../patch.ts';
import type { createRoleBody, updateRoleBody } from './role-schema.ts';

/** Adds the role that the body describes. */
export function createRole(tenant: Transaction, body: z.infer<typeof createRoleBody>): Role {
  const { type = 'tenant', owner_id: owner } = body;
  if ((type === 'organization') !== (owner !== undefined)) {
    throw invalidBody("'owner_id' is for roles of the type organization, and needed there.");
  }
  if (owner !== undefined && !tenant.organizations.has(owner)) throw inexistent('organization');
  return putRole(tenant, { id: prefixedId('rol'), description: '', ...body, type, permissions: [] });
}

/** Changes what the body names. */
export function updateRole(tenant: Transaction, role: Role, body: z.infer<typeof updateRoleBody>): Role {
  return putRole(tenant, patched(role, body));
}

/** Removes a role, and takes it from whoever holds it. */
export function deleteRole(tenant: Transaction, { id }: Role): void {
  for (const user of tenant.users.by('role_id', id)) {
    tenant.users.put({ ...user, role_ids: user.role_ids.filter((roleId) => roleId !== id) });
  }
  forgetRoleInOrganizations(tenant, id);
  tenant.roles.remove(id);
}

/** Gives a role to users. */
export function addRoleToUsers(tenant: Transaction, role: Role, userIds: readonly string[]): void {
  checkTenantRole(role);
  for (const userId of userIds) {
    const user = tenant.users.get(userId);
    if (!user) throw inexistent('user');
    tenant.users.put({ ...user, role_ids: [...new Set([...user.role_ids, role.id])] });
  }
}

/** Refuses a role that is an organization's, whose members alone can hold it. */
export function checkTenantRole({ owner_id: owner, name }: Role): void {
  if (owner !== undefined) throw notAllowed(`The role ${name} is for members of the organization ${owner}.`);
}

function putRole(tenant: Transaction, role: Role): Role {
  const isTaken = tenant.roles
    .by('name', role.name)
    .some((other) => other.id !== role.id && other.owner_id === role.owner_id);
  if (isTaken) throw conflict('A role with the same name already exists.', 'role_conflict');
  tenant.roles.put(role);
  return role;
}
