import { databaseOptions } from './database-options.ts';
import type { Connection } from '../state/entities.ts';
import { prefixedId } from '../state/ids.ts';

/** The properties of a new connection that somebody chose. */
export type ConnectionProperties = Partial<Omit<Connection, 'id'>> & Pick<Connection, 'name' | 'strategy'>;

/** A new connection with an id and Auth0's defaults. Source: Management API v2, `POST /connections`. */
export function newConnection(properties: ConnectionProperties): Connection {
  return {
    id: prefixedId('con'),
    is_domain_connection: false,
    authentication: { active: true },
    connected_accounts: { active: false },
    enabled_clients: [],
    realms: [properties.name],
    ...properties,
    options:
      properties.strategy === 'auth0' ? databaseOptions(properties.options ?? {}) : { ...properties.options },
  } as Connection;
}
