import { managementApiIdentifier, myAccountApiIdentifier } from './fresh-tenant.ts';
import type { RolePermission } from '../state/entities/users.ts';
import type { State } from '../state/store.ts';

/**
 * The state of a tenant that is now served at `domain`: its Management and its My Account API, and the
 * grants and permissions on them, bear the domain in their names.
 */
export function movedTo(domain: string, state: State): State {
  const { identity } = state.documents;
  if (identity.domain === domain) return state;
  const own = [managementApiIdentifier, myAccountApiIdentifier];
  const renamed = new Map(own.map((identifier) => [identifier(identity.domain), identifier(domain)]));
  const moved = (audience: string): string => renamed.get(audience) ?? audience;
  const movedAll = (permissions: readonly RolePermission[]): readonly RolePermission[] =>
    permissions.map((permission) => ({
      ...permission,
      resource_server_identifier: moved(permission.resource_server_identifier),
    }));
  return {
    ...state,
    documents: { ...state.documents, identity: { ...identity, domain } },
    resourceServers: state.resourceServers.map((api) => ({ ...api, identifier: moved(api.identifier) })),
    clientGrants: state.clientGrants.map((grant) => ({ ...grant, audience: moved(grant.audience) })),
    roles: state.roles.map((role) => ({ ...role, permissions: movedAll(role.permissions) })),
    users: state.users.map((user) =>
      user.permissions === undefined ? user : { ...user, permissions: movedAll(user.permissions) },
    ),
  };
}
