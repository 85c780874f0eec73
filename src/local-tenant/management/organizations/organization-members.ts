import type { Organization } from '../../state/entities/users.ts';
import type { Transaction } from '../../state/store.ts';
import { inexistent, ManagementError } from '../errors.ts';

type Member = Organization['members'][number];

/** Makes users members of the organization; those who are stay what they are. */
export function addMembers(
  tenant: Transaction,
  organization: Organization,
  userIds: readonly string[],
): void {
  if (userIds.some((id) => !tenant.users.has(id))) throw inexistent('user');
  const known = new Set(organization.members.map(({ user_id: id }) => id));
  const added = [...new Set(userIds)].filter((id) => !known.has(id));
  put(tenant, organization, [...organization.members, ...added.map((id) => ({ user_id: id, role_ids: [] }))]);
}

/** Takes users out of the organization, with the roles that they had there. */
export function removeMembers(
  tenant: Transaction,
  organization: Organization,
  userIds: readonly string[],
): void {
  put(
    tenant,
    organization,
    organization.members.filter((member) => !userIds.includes(member.user_id)),
  );
}

/** A member of the organization. */
export function memberOf(organization: Organization, userId: string | undefined): Member {
  const member = organization.members.find((candidate) => candidate.user_id === userId);
  if (member) return member;
  throw new ManagementError(404, 'The user is not a member of the organization.', 'inexistent_member');
}

/** Gives a member roles within the organization. */
export function addMemberRoles(
  tenant: Transaction,
  organization: Organization,
  member: Member,
  roleIds: readonly string[],
): void {
  for (const id of roleIds) {
    const role = tenant.roles.get(id);
    const isElsewhere = role?.owner_id !== undefined && role.owner_id !== organization.id;
    if (!role || isElsewhere) throw inexistent('role');
  }
  putRoles(tenant, organization, member, [...new Set([...member.role_ids, ...roleIds])]);
}

/** Takes roles within the organization from a member. */
export function removeMemberRoles(
  tenant: Transaction,
  organization: Organization,
  member: Member,
  roleIds: readonly string[],
): void {
  const kept = member.role_ids.filter((id) => !roleIds.includes(id));
  putRoles(tenant, organization, member, kept);
}

function putRoles(
  tenant: Transaction,
  organization: Organization,
  member: Member,
  role_ids: readonly string[],
): void {
  put(
    tenant,
    organization,
    organization.members.map((other) => (other.user_id === member.user_id ? { ...other, role_ids } : other)),
  );
}

function put(tenant: Transaction, organization: Organization, members: readonly Member[]): void {
  tenant.organizations.put({ ...organization, members });
}
