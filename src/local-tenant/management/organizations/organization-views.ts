import type { ReadableCollections } from '../../state/collections.ts';
import type { ClientGrant } from '../../state/entities/apis.ts';
import type { Organization, Role } from '../../state/entities/users.ts';
import { showMember } from '../roles/role-views.ts';

/** An organization as the API shows it: what belongs to it is a resource of its own. */
export function showOrganization({
  enabled_connections: _connections,
  members: _members,
  client_grant_ids: _grants,
  clients: _clients,
  discovery_domains: _domains,
  ...shown
}: Organization): object {
  return shown;
}

/** A new organization: this answer alone shows the connections that it was made with. */
export function showNewOrganization(read: ReadableCollections, organization: Organization): object {
  const enabled = organization.enabled_connections.map((connection) =>
    showEnabledConnection(read, connection),
  );
  return {
    ...showOrganization(organization),
    ...(enabled.length > 0 && { enabled_connections: enabled }),
  };
}

/** An organization's connection, with what the connection says of itself. */
export function showConnection(
  read: ReadableCollections,
  settings: Organization['enabled_connections'][number],
): object {
  const { name, strategy } = read.connections.get(settings.connection_id) ?? {};
  const { is_signup_enabled: signup, ...shown } = settings;
  // Nobody signs up where somebody else has the accounts.
  return {
    ...shown,
    ...(strategy === 'auth0' && { is_signup_enabled: signup }),
    connection: { name, strategy },
  };
}

/** A connection of an organization under `enabled_connections`, the older address, which knows fewer settings. */
export function showEnabledConnection(
  read: ReadableCollections,
  settings: Organization['enabled_connections'][number],
): object {
  const { is_enabled: _enabled, organization_access_level: _level, ...shown } = settings;
  return showConnection(read, shown as typeof settings);
}

/** A member of an organization. */
export function showOrganizationMember(read: ReadableCollections, userId: string): object {
  const user = read.users.get(userId);
  return user ? showMember(user) : { user_id: userId };
}

/** A member as the members are listed: with the roles in the organization only where the fields name them. */
export function showListedMember(
  read: ReadableCollections,
  { user_id: userId, role_ids: roleIds }: Organization['members'][number],
  fields = '',
): object {
  const roles = roleIds.map((id) => ({ id, name: read.roles.get(id)?.name }));
  return {
    ...showOrganizationMember(read, userId),
    ...(fields.split(',').includes('roles') && { roles }),
  };
}

/** A role as a member's are listed: without what kind it is, and whose. */
export function showMemberRole({ id, name, description }: Role): object {
  return { id, name, description };
}

/** A client grant as it is answered when an organization gets it: under another name for its id, and without its subject. */
export function showAddedGrant({ id, subject_type: _type, ...grant }: ClientGrant): object {
  return { grant_id: id, ...grant };
}

/** An application of an organization, with what the application says of itself. */
export function showOrganizationClient(
  read: ReadableCollections,
  association: NonNullable<Organization['clients']>[number],
): object {
  const client = read.clients.get(association.client_id);
  const told = [
    'name',
    'app_type',
    'logo_uri',
    'is_first_party',
    'grant_types',
    'organization_usage',
  ] as const;
  const shown = told.flatMap((name) => (client?.[name] === undefined ? [] : [[name, client[name]]]));
  return { ...association, client: Object.fromEntries(shown) as object };
}
