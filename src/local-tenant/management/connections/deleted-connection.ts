import type { Connection } from '../../state/entities/users.ts';
import type { Transaction } from '../../state/store.ts';
import { forgetInOrganizations } from '../forgotten.ts';
import { removeUser } from '../users/user-roles.ts';

/** Removes a connection with its users, its keys, and how its users are provisioned. */
export function deleteConnection(tenant: Transaction, { id, name }: Connection): void {
  for (const user of tenant.users.by('connection', name)) removeUser(tenant, user.user_id);
  forgetInOrganizations(tenant, 'connection_id', id);
  tenant.connectionKeys.remove(id);
  tenant.directoryProvisionings.remove(id);
  tenant.scimConfigurations.remove(id);
  tenant.connections.remove(id);
}
