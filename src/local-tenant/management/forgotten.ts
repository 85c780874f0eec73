import type { Organization } from '../state/entities/users.ts';
import type { Transaction } from '../state/store.ts';

type Index = 'client_grant_id' | 'client_id' | 'connection_id' | 'user_id';

/** Takes out of every organization what was deleted from the tenant. */
export function forgetInOrganizations(tenant: Transaction, index: Index, id: string): void {
  for (const organization of tenant.organizations.by(index, id)) {
    tenant.organizations.put({ ...organization, ...without(organization, index, id) });
  }
}

/** Takes a deleted role from the members of every organization. */
export function forgetRoleInOrganizations(tenant: Transaction, roleId: string): void {
  for (const organization of tenant.organizations.values()) {
    if (!organization.members.some((member) => member.role_ids.includes(roleId))) continue;
    const members = organization.members.map((member) => ({
      ...member,
      role_ids: member.role_ids.filter((id) => id !== roleId),
    }));
    tenant.organizations.put({ ...organization, members });
  }
}

function without(organization: Organization, index: Index, id: string): Partial<Organization> {
  switch (index) {
    case 'client_grant_id':
      return { client_grant_ids: organization.client_grant_ids.filter((other) => other !== id) };
    case 'client_id':
      return { clients: (organization.clients ?? []).filter((other) => other.client_id !== id) };
    case 'connection_id':
      return {
        enabled_connections: organization.enabled_connections.filter((other) => other.connection_id !== id),
      };
    case 'user_id':
      return { members: organization.members.filter((other) => other.user_id !== id) };
    default:
      return index satisfies never;
  }
}
