import type { ManagementClient } from '../management/management-client.ts';
import type { Properties } from '../management/properties/property-rules.ts';
import { connectionIds } from '../management/resources/connections/connection.ts';
import { MissingConnectionError } from '../management/resources/connections/existing-connection.ts';
import { tokens } from '../management/resources/resource-types.ts';

/** The names of those connections that are not there. Reads, and writes nothing. */
export async function findMissingConnections(
  client: ManagementClient,
  names: readonly string[],
): Promise<readonly string[]> {
  const there = await Promise.all(names.map(async (name) => (await connectionIds(client, name)).length > 0));
  return names.filter((_, index) => there[index] === false);
}

/**
 * Refuses a run that would end half way, because nobody made a connection that the stack names.
 *
 * @param toBeMade the resources that the run would create; those that are no connections of others are passed over
 * @throws {MissingConnectionError} with all of them
 * @throws {ManagementError} when the tenant cannot be read
 */
export async function refuseMissingConnections(
  client: ManagementClient,
  toBeMade: readonly { readonly type: string; readonly inputs: Properties }[],
): Promise<void> {
  const names = toBeMade
    .filter(({ type }) => type === tokens.existingConnection)
    .map(({ inputs }) => String(inputs['name']));
  const missing = await findMissingConnections(client, names);
  if (missing.length > 0) throw new MissingConnectionError(missing, client.domain);
}
