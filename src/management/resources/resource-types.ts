import { ExpectedError } from '../../text/expected-error.ts';
import { action } from './actions/action.ts';
import { triggerAction } from './actions/trigger-action.ts';
import { clientCimd } from './client-cimd.ts';
import { clientCredentials } from './client-credentials.ts';
import { clientGrant } from './client-grant.ts';
import { client } from './client.ts';
import { connectionClient } from './connections/connection-client.ts';
import { connectionClients } from './connections/connection-clients.ts';
import { connection } from './connections/connection.ts';
import { existingConnection } from './connections/existing-connection.ts';
import { issuerIdentification } from './issuer-identification.ts';
import { prompt } from './prompt.ts';
import { attackProtection } from './protection/attack-protection.ts';
import { logStream } from './protection/log-stream.ts';
import { networkAcl } from './protection/network-acl.ts';
import { resourceServerScopes } from './resource-server-scopes.ts';
import { resourceServer } from './resource-server.ts';
import type { ResourceType } from './resource-type.ts';
import { rolePermissions } from './role-permissions.ts';
import { role } from './role.ts';
import { tenant } from './tenant.ts';

const types = {
  client,
  clientCimd,
  clientCredentials,
  resourceServer,
  resourceServerScopes,
  clientGrant,
  connection,
  connectionClients,
  existingConnection,
  connectionClient,
  role,
  rolePermissions,
  tenant,
  issuerIdentification,
  logStream,
  attackProtection,
  networkAcl,
  action,
  triggerAction,
  prompt,
} as const satisfies Readonly<Record<string, ResourceType>>;

type Types = typeof types;

/** Pulumi's type tokens of the resource types that can be carried to a tenant and read back. */
export type Token = Types[keyof Types]['token'];

/** The token of each resource type. */
export const tokens = Object.fromEntries(Object.entries(types).map(([name, { token }]) => [name, token])) as {
  readonly [Name in keyof Types]: Types[Name]['token'];
};

/** Every resource type that can be carried to a tenant and read back. */
export const resourceTypes: readonly ResourceType<Token>[] = Object.values(types);

/** The scopes of the Management API that reading a tenant takes, beyond what is read only where a stack declares it. */
export const readScopes = [
  ...new Set(
    resourceTypes.flatMap(({ readScope, isReadWhereDeclared }) => (isReadWhereDeclared ? [] : [readScope])),
  ),
];

/** The program registers a resource type that has no mapping to the Management API. */
class UnsupportedResourceTypeError extends ExpectedError {
  override readonly name = 'UnsupportedResourceTypeError';
  readonly code = 'RESOURCE_TYPE_UNSUPPORTED';

  readonly token: string;

  constructor(token: string) {
    super(
      `Resources of type ${token} cannot be carried out without the official provider. Deploy with the Pulumi CLI ` +
        `(--engine pulumi). Known are: ${resourceTypes.map((type) => type.token).join(', ')}.`,
    );
    this.token = token;
  }
}

const byToken: ReadonlyMap<string, ResourceType<Token>> = new Map(
  resourceTypes.map((type) => [type.token, type]),
);

/** Whether a type token is one of those. */
export const isToken = (token: string): token is Token => byToken.has(token);

/**
 * The resource type with that token.
 *
 * @throws {UnsupportedResourceTypeError} when there is none
 */
export function resourceType(token: string): ResourceType<Token> {
  const found = byToken.get(token);
  if (found === undefined) throw new UnsupportedResourceTypeError(token);
  return found;
}
