import type * as z from 'zod';
import type { ClientGrant } from '../../state/entities/apis.ts';
import type { Organization } from '../../state/entities/users.ts';
import { prefixedId } from '../../state/ids.ts';
import type { Transaction } from '../../state/store.ts';
import { conflict, inexistent, invalidBody, ManagementError } from '../errors.ts';
import { patched } from '../patch.ts';
import type {
  addOrganizationConnectionBody,
  createOrganizationBody,
  updateOrganizationConnectionBody,
  updateOrganizationBody,
} from './organization-schema.ts';

type OrganizationConnection = Organization['enabled_connections'][number];

const connectionDefaults = {
  is_signup_enabled: false,
  assign_membership_on_login: false,
  show_as_button: true,
  is_enabled: true,
  organization_access_level: 'none',
} as const;

/** Adds the organization that the body describes. */
export function createOrganization(
  tenant: Transaction,
  { enabled_connections: connections = [], ...body }: z.infer<typeof createOrganizationBody>,
): Organization {
  return connections.reduce(
    (organization, connection) => addConnection(tenant, organization, connection),
    putOrganization(tenant, {
      id: prefixedId('org'),
      display_name: body.name,
      third_party_client_access: 'block',
      is_app_entitlement_active: false,
      enabled_connections: [],
      members: [],
      client_grant_ids: [],
      ...withoutEmptyMetadata(body),
    } as Organization),
  );
}

/** Changes what the body names; metadata and branding are replaced as a whole. */
export function updateOrganization(
  tenant: Transaction,
  organization: Organization,
  body: z.infer<typeof updateOrganizationBody>,
): Organization {
  return putOrganization(tenant, withoutEmptyMetadata(patched(organization, body)));
}

/** Removes an organization with the roles that only its members could hold, and its invitations. */
export function deleteOrganization(tenant: Transaction, id: string): void {
  for (const role of tenant.roles.values()) if (role.owner_id === id) tenant.roles.remove(role.id);
  for (const invitation of tenant.invitations.by('organization_id', id))
    tenant.invitations.remove(invitation.id);
  tenant.organizations.remove(id);
}

/** Lets the organization's members log in through a connection. */
export function addConnection(
  tenant: Transaction,
  organization: Organization,
  body: z.infer<typeof addOrganizationConnectionBody>,
): Organization {
  if (!tenant.connections.has(body.connection_id)) throw inexistent('connection');
  if (organization.enabled_connections.some((other) => other.connection_id === body.connection_id)) {
    throw conflict('The connection is already enabled for this organization.', 'connection_conflict');
  }
  const added = { ...connectionDefaults, ...body } as OrganizationConnection;
  checkSignup(tenant, added);
  const enabled_connections = [...organization.enabled_connections, added];
  return putOrganization(tenant, { ...organization, enabled_connections });
}

/** Changes how the organization's members log in through a connection. */
export function updateConnection(
  tenant: Transaction,
  organization: Organization,
  connectionId: string,
  body: z.infer<typeof updateOrganizationConnectionBody>,
): OrganizationConnection {
  const changed = { ...connectionOf(organization, connectionId), ...body } as OrganizationConnection;
  checkSignup(tenant, changed);
  const enabled_connections = organization.enabled_connections.map((other) =>
    other.connection_id === connectionId ? changed : other,
  );
  putOrganization(tenant, { ...organization, enabled_connections });
  return changed;
}

/** Whoever signs up for an organization becomes a member of it. */
function checkSignup(
  tenant: Transaction,
  {
    connection_id: id,
    is_signup_enabled: signup,
    assign_membership_on_login: assigns,
  }: OrganizationConnection,
): void {
  if (!signup || (assigns && tenant.connections.get(id)?.strategy === 'auth0')) return;
  throw invalidBody(
    'Only database connections with assign_membership_on_login = true support is_signup_enabled = true.',
  );
}

/** The organization's settings of a connection. */
export function connectionOf(organization: Organization, connectionId: string): OrganizationConnection {
  const found = organization.enabled_connections.find((other) => other.connection_id === connectionId);
  if (!found) throw new ManagementError(404, 'No connection found by that id');
  return found;
}

/** Takes a connection from the organization; one that it does not have is no error. */
export function removeConnection(
  tenant: Transaction,
  organization: Organization,
  connectionId: string,
): void {
  const enabled_connections = organization.enabled_connections.filter(
    (other) => other.connection_id !== connectionId,
  );
  putOrganization(tenant, { ...organization, enabled_connections });
}

/** Lets a grant, which has to allow organizations, hold for this one. */
export function addGrant(tenant: Transaction, organization: Organization, grantId: string): ClientGrant {
  const grant = tenant.clientGrants.get(grantId);
  if (!grant) throw inexistent('client grant');
  if (![undefined, 'allow', 'require'].includes(grant.organization_usage) || grant.subject_type === 'user') {
    throw invalidBody('The client grant does not allow organizations.');
  }
  const client_grant_ids = [...new Set([...organization.client_grant_ids, grantId])];
  putOrganization(tenant, { ...organization, client_grant_ids });
  return grant;
}

/** Takes a grant from the organization; one that it does not have is no error. */
export function removeGrant(tenant: Transaction, organization: Organization, grantId: string): void {
  const client_grant_ids = organization.client_grant_ids.filter((id) => id !== grantId);
  putOrganization(tenant, { ...organization, client_grant_ids });
}

function putOrganization(tenant: Transaction, organization: Organization): Organization {
  if (tenant.organizations.by('name', organization.name).some((other) => other.id !== organization.id)) {
    throw conflict('An organization with this name already exists.', 'organization_conflict');
  }
  tenant.organizations.put(organization);
  return organization;
}

function withoutEmptyMetadata<Properties extends { readonly metadata?: object }>(
  properties: Properties,
): Properties {
  const { metadata, ...others } = properties;
  return (metadata === undefined || Object.keys(metadata).length > 0 ? properties : others) as Properties;
}
