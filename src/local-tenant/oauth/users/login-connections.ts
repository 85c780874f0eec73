import * as z from 'zod';
import type { ReadableCollections } from '../../state/collections.ts';
import type { Client } from '../../state/entities/applications.ts';
import type { Connection, User } from '../../state/entities/users.ts';

/**
 * The connections through which users may log in to an application: those enabled for it, or for a third party the domain-level ones,
 * but for those that are for connected accounts alone.
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
  return enabled.filter(
    (connection) =>
      connection.authentication?.active !== false && (name === undefined || connection.name === name),
  );
}

/** Those of {@link openConnections} that are databases with passwords: this tenant knows users by nothing else. */
export const loginConnections = (...asked: Parameters<typeof openConnections>): readonly Connection[] =>
  openConnections(...asked).filter(
    (connection) => connection.strategy === 'auth0' && passwordMethod(connection)?.enabled !== false,
  );

/** Whether that user can have logged in to that application. */
export function mayLogIn(entities: ReadableCollections, client: Client, user: User): boolean {
  return loginConnections(entities, client).some((connection) => connection.name === user.connection);
}

/** Whether anybody may open an account with a password in the connection. */
export function allowsSignup(connection: Connection): boolean {
  return (
    connection.options['disable_signup'] !== true && passwordMethod(connection)?.signup_behavior !== 'block'
  );
}

const passwordOptions = z.object({
  authentication_methods: z.object({
    password: z.object({ enabled: z.boolean().optional(), signup_behavior: z.string().optional() }),
  }),
});

/** How users of a database have passwords; undefined where it does not say. */
const passwordMethod = ({ options }: Connection) =>
  passwordOptions.safeParse(options).data?.authentication_methods.password;
