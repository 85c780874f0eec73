import { Collection, type ReadableCollection, type RecordChange } from './collection.ts';
import type { Action, ActionModule, TriggerBindings } from './entities/actions.ts';
import type { ClientGrant, ResourceServer } from './entities/apis.ts';
import type { Client, ClientCredential } from './entities/applications.ts';
import type { ConnectionKeys, DirectoryProvisioning, ScimConfiguration } from './entities/connections.ts';
import type { CustomDomain } from './entities/custom-domains.ts';
import type { EmailTemplate } from './entities/emails.ts';
import type { PromptContent, ScreenRendering } from './entities/prompts.ts';
import type { GuardianFactor, LogStream, NetworkAcl, OAuthRecord } from './entities/settings.ts';
import type {
  Connection,
  EnrolledFactor,
  Invitation,
  Organization,
  Role,
  RolePermission,
  User,
} from './entities/users.ts';

/**
 * The tenant's collections under the names that the state file uses, with what each can be found by.
 *
 * Entities have the names and shapes of Auth0's Management API v2, and name what this tenant acts upon. Further properties that the
 * API accepts (`logo_uri`, `addons`, …) are kept and given back as they were sent. Entities are immutable: a change replaces the
 * object.
 */
export interface Collections {
  readonly clients: Collection<Client, 'external_client_id'>;
  readonly clientCredentials: Collection<ClientCredential, 'client_id'>;
  readonly resourceServers: Collection<ResourceServer, 'identifier'>;
  readonly clientGrants: Collection<ClientGrant, 'client_id' | 'audience' | 'default_for'>;
  readonly connections: Collection<Connection, 'name' | 'enabled_client'>;
  readonly connectionKeys: Collection<ConnectionKeys>;
  readonly directoryProvisionings: Collection<DirectoryProvisioning>;
  readonly scimConfigurations: Collection<ScimConfiguration>;
  readonly roles: Collection<Role, 'name' | 'audience'>;
  readonly users: Collection<User, 'email' | 'connection' | 'role_id' | 'audience'>;
  readonly organizations: Collection<
    Organization,
    'name' | 'client_grant_id' | 'client_id' | 'connection_id' | 'user_id'
  >;
  readonly invitations: Collection<Invitation, 'organization_id'>;
  readonly logStreams: Collection<LogStream>;
  readonly customDomains: Collection<CustomDomain, 'domain'>;
  readonly networkAcls: Collection<NetworkAcl>;
  readonly promptContents: Collection<PromptContent>;
  readonly screenRenderings: Collection<ScreenRendering>;
  readonly emailTemplates: Collection<EmailTemplate>;
  readonly actions: Collection<Action, 'name' | 'module_id'>;
  readonly actionModules: Collection<ActionModule, 'name'>;
  readonly triggerBindings: Collection<TriggerBindings>;
  readonly guardianFactors: Collection<GuardianFactor>;
  readonly authenticationMethods: Collection<EnrolledFactor, 'user_id'>;
  readonly oauthRecords: Collection<OAuthRecord, 'grant_id'>;
}

/** The collections without the means to change them. */
export type ReadableCollections = {
  readonly [Name in keyof Collections]: Collections[Name] extends Collection<infer Entity, infer Index>
    ? ReadableCollection<Entity, Index>
    : never;
};

/** Hears of each change of any collection. */
type RecordAnyChange = (collection: keyof Collections, ...change: Parameters<RecordChange>) => void;

/** Empty collections that let `record` hear of each change. */
export function emptyCollections(record: RecordAnyChange = () => undefined): Collections {
  const recorded =
    (collection: keyof Collections): RecordChange =>
    (...change) => {
      record(collection, ...change);
    };
  return {
    clients: new Collection(
      (client) => client.client_id,
      { external_client_id: (client) => present(client.external_client_id) },
      recorded('clients'),
    ),
    clientCredentials: new Collection(
      (credential) => credential.id,
      { client_id: (credential) => [credential.client_id] },
      recorded('clientCredentials'),
    ),
    resourceServers: new Collection(
      (api) => api.id,
      { identifier: (api) => [api.identifier] },
      recorded('resourceServers'),
    ),
    clientGrants: new Collection(
      (grant) => grant.id,
      {
        client_id: (grant) => present(grant.client_id),
        audience: (grant) => [grant.audience],
        default_for: (grant) => present(grant.default_for),
      },
      recorded('clientGrants'),
    ),
    connections: new Collection(
      (connection) => connection.id,
      {
        name: (connection) => [connection.name],
        enabled_client: (connection) => connection.enabled_clients,
      },
      recorded('connections'),
    ),
    connectionKeys: new Collection((keys) => keys.connection_id, {}, recorded('connectionKeys')),
    directoryProvisionings: new Collection(
      (provisioning) => provisioning.connection_id,
      {},
      recorded('directoryProvisionings'),
    ),
    scimConfigurations: new Collection((scim) => scim.connection_id, {}, recorded('scimConfigurations')),
    roles: new Collection(
      (role) => role.id,
      {
        name: (role) => [role.name],
        audience: (role) => audiences(role.permissions),
      },
      recorded('roles'),
    ),
    users: new Collection(
      (user) => user.user_id,
      {
        email: (user) => [user.email],
        connection: (user) => [user.connection],
        role_id: (user) => user.role_ids,
        audience: (user) => audiences(user.permissions ?? []),
      },
      recorded('users'),
    ),
    organizations: new Collection(
      (organization) => organization.id,
      {
        name: (organization) => [organization.name],
        client_grant_id: (organization) => organization.client_grant_ids,
        client_id: (organization) => (organization.clients ?? []).map((client) => client.client_id),
        connection_id: (organization) =>
          organization.enabled_connections.map((enabled) => enabled.connection_id),
        user_id: (organization) => organization.members.map((member) => member.user_id),
      },
      recorded('organizations'),
    ),
    invitations: new Collection(
      (invitation) => invitation.id,
      { organization_id: (invitation) => [invitation.organization_id] },
      recorded('invitations'),
    ),
    logStreams: new Collection((stream) => stream.id, {}, recorded('logStreams')),
    customDomains: new Collection(
      (custom) => custom.custom_domain_id,
      { domain: (custom) => [custom.domain] },
      recorded('customDomains'),
    ),
    networkAcls: new Collection((acl) => acl.id, {}, recorded('networkAcls')),
    promptContents: new Collection((content) => content.id, {}, recorded('promptContents')),
    screenRenderings: new Collection((rendering) => rendering.id, {}, recorded('screenRenderings')),
    emailTemplates: new Collection(({ template }) => template, {}, recorded('emailTemplates')),
    actions: new Collection(
      (action) => action.id,
      {
        name: (action) => [action.name],
        module_id: ({ modules = [], deployed_version: { modules: deployed = [] } = {} }) =>
          [...modules, ...deployed].map((reference) => reference.module_id),
      },
      recorded('actions'),
    ),
    actionModules: new Collection(
      (module) => module.id,
      { name: (module) => [module.name] },
      recorded('actionModules'),
    ),
    triggerBindings: new Collection((trigger) => trigger.id, {}, recorded('triggerBindings')),
    guardianFactors: new Collection((factor) => factor.name, {}, recorded('guardianFactors')),
    authenticationMethods: new Collection(
      (factor) => factor.id,
      { user_id: (factor) => [factor.user_id] },
      recorded('authenticationMethods'),
    ),
    oauthRecords: new Collection(
      (entry) => entry.id,
      { grant_id: (entry) => present(entry.grant_id) },
      recorded('oauthRecords'),
    ),
  };
}

/** The APIs that permissions of a role, or of a user itself, are of. */
function audiences(permissions: readonly RolePermission[]): readonly string[] {
  return permissions.map((permission) => permission.resource_server_identifier);
}

function present(key: string | undefined): readonly string[] {
  return key === undefined ? [] : [key];
}
