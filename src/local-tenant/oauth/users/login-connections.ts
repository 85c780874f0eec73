import type { ReadableCollections } from '../../state/collections.ts';
import type { Client } from '../../state/entities/applications.ts';
import type { Connection, User } from '../../state/entities/users.ts';

/**
 * The connections through which users may log in to an application: those enabled for it, or for a third party the domain-level ones.
 *
 * Source: Auth0, "Promote Connections to Domain Level".
 *
 * @param name - the `connection` parameter of the request, which narrows the choice to that one
 */
export function openConnections(
  entities: ReadableCollections,
  client: Client,
  name?: string,
): readonly Connection[] {
  const enabled = client.is_first_party
    ? entities.connections.by('enabled_client', client.client_id)
    : [...entities.connections.values()].filter((connection) => connection.is_domain_connection);
  return enabled.filter((connection) => name === undefined || connection.name === name);
}

/** Those of {@link openConnections} that are databases: this tenant asks no identity provider. */
export const loginConnections = (...asked: Parameters<typeof openConnections>): readonly Connection[] =>
  openConnections(...asked).filter(({ strategy }) => strategy === 'auth0');

/** Whether that user can have logged in to that application. */
export function mayLogIn(entities: ReadableCollections, client: Client, user: User): boolean {
  return loginConnections(entities, client).some((connection) => connection.name === user.connection);
}

/** Whether anybody may open an account in the connection. */
export function allowsSignup(connection: Connection): boolean {
  return connection.options['disable_signup'] !== true;
}
