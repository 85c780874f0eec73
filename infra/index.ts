import * as auth0 from '@pulumi/auth0';
import type { Output } from '@pulumi/pulumi';
import { publicOutputs, type StackOutputs } from './outputs.ts';
import { Application } from './resources/application.ts';
import { auditLog } from './resources/audit-log.ts';
import { deleteFirst } from './resources/delete-first.ts';
import { ExistingConnection } from './resources/existing-connection.ts';
import { guardedTenant } from './resources/guarded-tenant.ts';
import { IssuerIdentification } from './resources/issuer-identification.ts';
import { PermittedRole } from './resources/permitted-role.ts';
import { ScopedApi } from './resources/scoped-api.ts';
import { readStackSettings } from './resources/stack-settings.ts';
import { UserDatabase } from './resources/user-database.ts';

type Outputs = { [Name in keyof StackOutputs]: Output<string> | StackOutputs[Name] };

/**
 * The Pulumi program. Pulumi takes what it returns as the stack outputs. Drift states the same resources without Pulumi
 * (`src/drift/stack/desired.ts`); `test/drift/desired.test.ts` holds the two equal.
 */
export default async function program(): Promise<Outputs> {
  const settings = await readStackSettings();
  const desired = guardedTenant(settings);
  const guarded = { protect: settings.production };

  const api = new ScopedApi('omnichat-api', desired.api, guarded);
  const connector = new Application('connector', desired.connector, { ...guarded, dependsOn: api });
  const registrar = desired.registrar && new Application('registrar', desired.registrar, guarded);
  const publicConnector =
    desired.publicConnector &&
    new Application('public-connector', desired.publicConnector, { ...guarded, dependsOn: api });

  const thirdPartyGrant =
    desired.thirdPartyGrant &&
    new auth0.ClientGrant('third-party-grant', desired.thirdPartyGrant, {
      ...guarded,
      ...deleteFirst,
      dependsOn: api,
    });

  const users = desired.users && new UserDatabase('users', desired.users, [connector.clientId], guarded);
  const connections = desired.connections.map((connection) => {
    const name = `${connection.name}-connection`;
    const { id: connectionId } = new ExistingConnection(name, connection, { ...guarded, ...deleteFirst });
    // Beside the applications that its owner enabled it for: `auth0.ConnectionClients` would take those away.
    const { clientId } = connector;
    return new auth0.ConnectionClient(
      `${name}-connector`,
      { connectionId, clientId },
      { ...guarded, ...deleteFirst },
    );
  });

  for (const [name, role] of Object.entries(desired.roles)) {
    new PermittedRole(name, role, { ...guarded, dependsOn: api });
  }

  const issuerIdentification = new IssuerIdentification(
    'issuer-identification',
    desired.issuerIdentification,
    { ...guarded, ...deleteFirst },
  );

  // The provider's delete would switch it off; a tenant keeps it.
  if (desired.attackProtection) {
    new auth0.AttackProtection('attack-protection', desired.attackProtection, {
      ...guarded,
      retainOnDelete: true,
    });
  }
  if (desired.auditLog) auditLog('audit-log', desired.auditLog, guarded);
  const registrationAcl =
    desired.registrationAcl && new auth0.NetworkAcl('registration-acl', desired.registrationAcl, guarded);

  if (desired.stepUp) {
    const { action, binding } = desired.stepUp;
    const { id: actionId } = new auth0.Action('step-up', action, guarded);
    // Beside what is bound already: `auth0.TriggerActions` would take that away.
    new auth0.TriggerAction('step-up-binding', { ...binding, actionId }, { ...guarded, ...deleteFirst });
  }

  // Last, so that registration opens when all that it relies on is there; kept on destroy, because a tenant keeps its settings.
  const tenant = new auth0.Tenant('tenant', desired.settings, {
    ...guarded,
    retainOnDelete: true,
    dependsOn: [
      api,
      connector,
      ...(users ? [users] : []),
      ...connections,
      issuerIdentification,
      ...(thirdPartyGrant ? [thirdPartyGrant] : []),
      ...(registrationAcl ? [registrationAcl] : []),
    ],
  });

  // Auth0 imports no document before the tenant takes such, and asks each document's host for it.
  for (const [name, document] of Object.entries(desired.documentClients)) {
    new auth0.ClientCimd(`${name}-document`, document, { ...guarded, ...deleteFirst, dependsOn: tenant });
  }

  return {
    ...publicOutputs(settings, desired),
    clientId: connector.clientId,
    clientSecret: connector.clientSecret,
    ...(registrar && {
      registrarClientId: registrar.clientId,
      registrarClientSecret: registrar.clientSecret,
    }),
    ...(publicConnector && { publicClientId: publicConnector.clientId }),
  };
}
