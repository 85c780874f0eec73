import * as z from 'zod';
import type { Client } from '../../state/entities/applications.ts';
import type { Invitation, Organization } from '../../state/entities/users.ts';
import { alphanumeric, prefixedId } from '../../state/ids.ts';
import type { Transaction } from '../../state/store.ts';
import { invalidBody } from '../errors.ts';
import { format, jsonObject } from '../validation.ts';

const week = 604_800;

/** `POST /organizations/{id}/invitations`. Seconds until it expires; nought is the default, a week. */
export const createInvitationBody = z.strictObject({
  inviter: z.strictObject({ name: z.string().min(1).max(300) }),
  invitee: z.strictObject({ email: format('email', (text) => z.email().safeParse(text).success) }),
  client_id: z.string().min(1),
  connection_id: z.string().min(1).exactOptional(),
  app_metadata: jsonObject.exactOptional(),
  user_metadata: jsonObject.exactOptional(),
  ttl_sec: z.int().min(0).max(2_592_000).exactOptional(),
  roles: z.array(z.string().min(1)).min(1).exactOptional(),
  send_invitation_email: z.boolean().exactOptional(),
});

type InvitationBody = z.infer<typeof createInvitationBody>;

/** Adds an invitation, which nobody gets by e-mail here. Sources: Auth0, "Send Organization Membership Invitations"; Management API v2. */
export function createInvitation(
  tenant: Transaction,
  organization: Organization,
  { ttl_sec: lifetime, send_invitation_email: _send, ...body }: InvitationBody,
  nowMs: number,
): Invitation {
  const client = tenant.clients.get(body.client_id);
  if (!client) throw invalidBody('The specified client_id does not exist.');
  if (!['allow', 'require'].includes(client.organization_usage ?? 'deny'))
    throw invalidBody('The specified client_id does not allow organizations.');
  if (body.connection_id !== undefined) checkConnection(tenant, organization, body.connection_id);
  checkRoles(tenant, organization, body.roles ?? []);
  const ticket = alphanumeric(32);
  const url = loginRoute(tenant, client);
  for (const [name, value] of [
    ['invitation', ticket],
    ['organization', organization.id],
    ['organization_name', organization.name],
  ] as const)
    url.searchParams.set(name, value);
  const invitation: Invitation = {
    id: prefixedId('uinv'),
    organization_id: organization.id,
    app_metadata: {},
    user_metadata: {},
    ...body,
    ticket_id: ticket,
    invitation_url: url.href,
    created_at: new Date(nowMs).toISOString(),
    expires_at: new Date(nowMs + (lifetime || week) * 1000).toISOString(),
  };
  tenant.invitations.put(invitation);
  return invitation;
}

/** Where an application lets people begin to log in. */
function loginRoute({ documents }: Transaction, { initiate_login_uri: own }: Client): URL {
  const { default_redirection_uri: shared } = documents.settings;
  const route = own || shared;
  if (!route) {
    throw invalidBody(
      'A default login route is required to generate the invitation url. For more information, see https://auth0.com/docs/universal-login/configure-default-login-routes',
    );
  }
  return new URL(route);
}

function checkConnection(tenant: Transaction, organization: Organization, id: string): void {
  const connection = tenant.connections.get(id);
  if (!connection) throw invalidBody('The specified connection does not exist.');
  if (['email', 'sms'].includes(connection.strategy))
    throw invalidBody('Passwordless connections are not supported.');
  if (!organization.enabled_connections.some(({ connection_id: enabled }) => enabled === id))
    throw invalidBody(`The specified connection (${id}) is not enabled for the organization`);
}

function checkRoles(tenant: Transaction, organization: Organization, ids: readonly string[]): void {
  const unknown = ids.filter((id) => {
    const role = tenant.roles.get(id);
    return !role || (role.owner_id !== undefined && role.owner_id !== organization.id);
  });
  if (unknown.length > 0)
    throw invalidBody(`One or more of the specified roles do not exist: ${unknown.join(', ')}`);
}
