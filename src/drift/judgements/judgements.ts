import { type Token, tokens } from '../../management/resources/resource-types.ts';
import { action, triggerAction } from './action.ts';
import { attackProtection } from './attack-protection.ts';
import { client } from './client.ts';
import { clientCimd } from './client-cimd.ts';
import { clientCredentials } from './client-credentials.ts';
import { clientGrant } from './client-grant.ts';
import { connection } from './connection.ts';
import { connectionClient } from './connection-client.ts';
import { connectionClients } from './connection-clients.ts';
import { existingConnection } from './existing-connection.ts';
import { issuerIdentification } from './issuer-identification.ts';
import { logStream } from './log-stream.ts';
import { networkAcl } from './network-acl.ts';
import { prompt } from './prompt.ts';
import { resourceServer } from './resource-server.ts';
import { resourceServerScopes } from './resource-server-scopes.ts';
import { role } from './role.ts';
import { rolePermissions } from './role-permissions.ts';
import { tenant } from './tenant.ts';
import type { Judgement } from './judgement.ts';

/** What drift thinks of each type of resource. */
export const judgements: Readonly<Record<Token, Judgement>> = {
  [tokens.client]: client,
  [tokens.clientCimd]: clientCimd,
  [tokens.clientCredentials]: clientCredentials,
  [tokens.resourceServer]: resourceServer,
  [tokens.resourceServerScopes]: resourceServerScopes,
  [tokens.clientGrant]: clientGrant,
  [tokens.connection]: connection,
  [tokens.connectionClients]: connectionClients,
  [tokens.existingConnection]: existingConnection,
  [tokens.connectionClient]: connectionClient,
  [tokens.role]: role,
  [tokens.rolePermissions]: rolePermissions,
  [tokens.tenant]: tenant,
  [tokens.issuerIdentification]: issuerIdentification,
  [tokens.logStream]: logStream,
  [tokens.attackProtection]: attackProtection,
  [tokens.networkAcl]: networkAcl,
  [tokens.action]: action,
  [tokens.triggerAction]: triggerAction,
  [tokens.prompt]: prompt,
};

/** The properties, without their members, that its safety is judged by, and that make it safe. */
export function safetyProperties(type: Token): readonly string[] {
  const paths = judgements[type].safety.flatMap(({ path, mended }) => [path, ...Object.keys(mended)]);
  return [...new Set(paths.map((path) => path.split('.')[0] ?? path))];
}
