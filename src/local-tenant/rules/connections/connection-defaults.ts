import type { Connection } from '../../state/entities/users.ts';
import { prefixedId } from '../../state/ids.ts';
import { databaseOptions, replacedDatabaseOptions } from './database-options.ts';
import { strategyOptions, strategyProperties } from './strategy-options.ts';

/** The properties of a new connection that somebody chose. */
export type ConnectionProperties = Partial<Omit<Connection, 'id'>> & Pick<Connection, 'name' | 'strategy'>;

/** A new connection with an id and Auth0's defaults. Source: Management API v2, `POST /connections`. */
export function newConnection(properties: ConnectionProperties, domain: string): Connection {
  const { name, strategy, options = {} } = properties;
  return {
    id: prefixedId('con'),
    is_domain_connection: false,
    authentication: { active: true },
    connected_accounts: { active: false },
    enabled_clients: [],
    realms: [name],
    ...strategyProperties(properties, domain),
    ...properties,
    options: strategy === 'auth0' ? databaseOptions(options) : strategyOptions(strategy, options, domain),
  } as Connection;
}

/** The options after a PATCH that sends others: they are replaced as a whole, as Auth0 warns, but for what each strategy keeps. */
export function replacedOptions(
  { strategy, options: before }: Connection,
  chosen: Connection['options'],
  domain: string,
): Connection['options'] {
  return strategy === 'auth0'
    ? replacedDatabaseOptions(before, chosen)
    : strategyOptions(strategy, chosen, domain, before);
}
