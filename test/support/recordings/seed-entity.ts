import type { Action } from '../../../src/local-tenant/state/entities/actions.ts';
import type { ClientGrant, ResourceServer } from '../../../src/local-tenant/state/entities/apis.ts';
import type { Client } from '../../../src/local-tenant/state/entities/applications.ts';
import type { CustomDomain } from '../../../src/local-tenant/state/entities/custom-domains.ts';
import type { EmailTemplate } from '../../../src/local-tenant/state/entities/emails.ts';
import type { LogStream, NetworkAcl } from '../../../src/local-tenant/state/entities/settings.ts';
import type { Connection, Organization, Role, User } from '../../../src/local-tenant/state/entities/users.ts';
import type { Transaction } from '../../../src/local-tenant/state/store.ts';

/** Puts something recorded into the tenant, in the place of what has its name there. @param kind as the API's paths name it */
export function seedEntity(
  transaction: Transaction,
  kind: string,
  entity: Readonly<Record<string, unknown>>,
): void {
  switch (kind) {
    case 'clients': {
      const { signing_keys: _keys, ...client } = entity;
      transaction.clients.put({ client_secret: 'recorded', ...client } as unknown as Client);
      break;
    }
    case 'credentials':
      transaction.clientCredentials.put(entity as never);
      break;
    case 'connections':
      for (const { id } of transaction.connections.by('name', String(entity['name']))) {
        transaction.connections.remove(id);
      }
      transaction.connections.put({ enabled_clients: [], ...entity } as unknown as Connection);
      break;
    case 'resource-servers':
      for (const { id } of transaction.resourceServers.by('identifier', String(entity['identifier']))) {
        transaction.resourceServers.remove(id);
      }
      transaction.resourceServers.put(entity as unknown as ResourceServer);
      break;
    case 'email-templates':
      transaction.emailTemplates.put(entity as unknown as EmailTemplate);
      break;
    case 'organizations':
      transaction.organizations.put({
        enabled_connections: [],
        members: [],
        client_grant_ids: [],
        ...entity,
      } as unknown as Organization);
      break;
    case 'roles':
      transaction.roles.put({ permissions: [], ...entity } as unknown as Role);
      break;
    case 'users':
      transaction.users.put({
        password_hash: '',
        role_ids: [],
        connection: '',
        ...entity,
      } as unknown as User);
      break;
    case 'client-grants':
      transaction.clientGrants.put(entity as unknown as ClientGrant);
      break;
    case 'log-streams':
      transaction.logStreams.put(entity as unknown as LogStream);
      break;
    case 'network-acls':
      transaction.networkAcls.put(entity as unknown as NetworkAcl);
      break;
    case 'custom-domains':
      transaction.customDomains.put(entity as unknown as CustomDomain);
      break;
    case 'actions':
      transaction.actions.put({ dependencies: [], secrets: [], ...entity } as unknown as Action);
      break;
    default:
  }
}
