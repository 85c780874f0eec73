import type { AppliedResource } from '../../drift/stack/applied.ts';
import { forgetResources } from '../../engine/forgotten-resources.ts';
import type { PulumiInvocation } from '../../engine/pulumi-cli.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import { resourceType, tokens } from '../../management/resources/resource-types.ts';

/** Of a connection that Pulumi made its state knows two resources, under one id: itself, and its applications. */
const ofConnection = new Set<string>([tokens.connection, tokens.connectionClients]);

/** What the state knows of connections that somebody deleted in the tenant. */
export async function lostConnections(
  client: ManagementClient,
  known: readonly AppliedResource[],
): Promise<readonly AppliedResource[]> {
  const made = known.filter(({ type }) => ofConnection.has(type));
  const gone = new Set<string>();
  for (const id of new Set(made.map((each) => each.id))) {
    if ((await resourceType(tokens.connection).read(client, id)) === undefined) gone.add(id);
  }
  return made.filter(({ id }) => gone.has(id));
}

/**
 * Has Pulumi forget the applications of connections that are gone, so that a refresh can find that out: the provider fails to refresh
 * `auth0.ConnectionClients` with Auth0's 404, where it takes any other resource that is gone out of the state (provider 3.49).
 */
export function forgetTheirApplications(
  lost: readonly AppliedResource[],
  invocation: PulumiInvocation,
): Promise<void> {
  const ids = new Set<string | undefined>(lost.map(({ id }) => id));
  return forgetResources(invocation, ({ type, id }) => type === tokens.connectionClients && ids.has(id));
}

/** What is said of them. */
export const lostText = (lost: readonly AppliedResource[]): string =>
  `${lost.map(({ name }) => name).join(', ')}: the connection is not in the tenant any more, and its users are gone with it. up has Pulumi ` +
  'look at the tenant as it is (--refresh), and make it anew.';
