import type { Identified, WireObject } from '../../management/paging.ts';
import { authenticationMethodOf } from '../../management/resources/client-credentials.ts';
import { connectionClientId } from '../../management/resources/connections/connection-client.ts';
import { existingConnectionOf } from '../../management/resources/connections/existing-connection.ts';
import { issuerIdentificationOf } from '../../management/resources/issuer-identification.ts';
import { fromWire, type PropertyRules } from '../../management/properties/property-rules.ts';
import type { LiveResource } from '../../management/resources/resource-type.ts';
import { resourceType, type Token, tokens } from '../../management/resources/resource-types.ts';
import type { NotChecked } from '../findings/finding.ts';
import type { Inventory } from './inventory.ts';
import { contentOf, notCheckedOf, type Reading } from './reading.ts';

/** How the resources of one type are found among what a tenant holds. */
export interface ResourceView {
  /** The part of the inventory that holds them. */
  readonly part: keyof typeof partNames;
  readonly all: (inventory: Inventory) => readonly LiveResource[];
}

/** What people call the parts of an inventory. */
const partNames = {
  applications: 'applications',
  apis: 'APIs',
  grants: 'client grants',
  connections: 'connections',
  enabledClients: 'applications of the connection',
  roles: 'roles',
  permissions: 'permissions of roles',
  settings: 'tenant settings',
  logStreams: 'log streams',
  attackProtection: 'attack protection',
  networkAcls: 'network ACLs',
  actions: 'Actions',
  loginActions: 'Actions bound to logins',
  prompts: 'login prompts',
} as const satisfies Partial<Record<keyof Inventory, string>>;

/** The parts of a tenant that could not be read, of these. */
export function notReadParts(
  inventory: Inventory,
  parts = Object.keys(partNames) as readonly ResourceView['part'][],
): readonly NotChecked[] {
  return notCheckedOf(Object.fromEntries(parts.map((part) => [partNames[part], inventory[part]])));
}

const entities =
  <Id extends string>(
    token: string,
    idName: Id,
    source: (inventory: Inventory) => Reading<readonly Identified<Id>[]>,
  ) =>
  (inventory: Inventory): readonly LiveResource[] =>
    each(source(inventory), (wire) => liveResource(token, wire[idName], wire));

/** A resource of each item of what was read, if it was. */
const each = <Item>(
  source: Reading<Iterable<Item>>,
  resource: (item: Item) => LiveResource,
): readonly LiveResource[] => [...(contentOf(source) ?? [])].map(resource);

/** The one resource of what was read, if it was. */
const one = <Content>(
  source: Reading<Content>,
  resource: (content: Content) => LiveResource,
): readonly LiveResource[] => (source.read ? [resource(source.content)] : []);

/** A wire object as a resource of that type. */
export function liveResource(token: string, id: string, wire: WireObject): LiveResource {
  return { id, properties: fromWire(wire, rulesOf(token)) };
}

/** The rules by which a type's properties are named and compared. */
export const rulesOf = (token: string): PropertyRules => resourceType(token).rules;

const keptApplications = ({ applications }: Inventory): Reading<readonly Identified<'client_id'>[]> =>
  applications.read ? { read: true, content: applications.content.kept } : applications;

/** Where each type of resource is found. */
export const resourceViews: Readonly<Record<Token, ResourceView>> = {
  [tokens.client]: {
    part: 'applications',
    all: entities(tokens.client, 'client_id', keptApplications),
  },
  [tokens.clientCimd]: {
    part: 'applications',
    all: entities(tokens.clientCimd, 'client_id', keptApplications),
  },
  [tokens.clientCredentials]: {
    part: 'applications',
    all: (inventory) =>
      each(keptApplications(inventory), (wire) =>
        liveResource(tokens.clientCredentials, wire.client_id, {
          ...wire,
          token_endpoint_auth_method: authenticationMethodOf(wire),
        }),
      ),
  },
  [tokens.clientGrant]: {
    part: 'grants',
    all: entities(tokens.clientGrant, 'id', ({ grants }) => grants),
  },
  [tokens.resourceServer]: {
    part: 'apis',
    all: entities(tokens.resourceServer, 'id', ({ apis }) => apis),
  },
  [tokens.resourceServerScopes]: {
    part: 'apis',
    all: entities(tokens.resourceServerScopes, 'identifier', ({ apis }) => apis),
  },
  [tokens.connection]: {
    part: 'connections',
    all: entities(tokens.connection, 'id', ({ connections }) => connections),
  },
  [tokens.connectionClients]: {
    part: 'enabledClients',
    all: ({ enabledClients }) =>
      each(enabledClients, ([id, clients]) => ({
        id,
        properties: { connectionId: id, enabledClients: clients },
      })),
  },
  [tokens.existingConnection]: {
    part: 'connections',
    all: ({ connections }) =>
      each(connections, (wire) => ({ id: wire.id, properties: existingConnectionOf(wire) })),
  },
  [tokens.connectionClient]: {
    part: 'enabledClients',
    all: ({ enabledClients }) =>
      [...(contentOf(enabledClients) ?? [])].flatMap(([connectionId, clients]) =>
        clients.map((clientId) => ({
          id: connectionClientId(connectionId, clientId),
          properties: { connectionId, clientId },
        })),
      ),
  },
  [tokens.role]: {
    part: 'roles',
    all: entities(tokens.role, 'id', ({ roles }) => roles),
  },
  [tokens.rolePermissions]: {
    part: 'permissions',
    all: ({ permissions }) =>
      each(permissions, ([id, held]) => ({
        id,
        properties: {
          roleId: id,
          permissions: held.map((permission) => ({
            name: permission['permission_name'],
            resourceServerIdentifier: permission['resource_server_identifier'],
          })),
        },
      })),
  },
  [tokens.tenant]: {
    part: 'settings',
    all: ({ settings }) => one(settings, (wire) => liveResource(tokens.tenant, 'tenants/settings', wire)),
  },
  [tokens.issuerIdentification]: {
    part: 'settings',
    all: ({ settings }) =>
      one(settings, (wire) => ({ id: 'tenants/settings', properties: issuerIdentificationOf(wire) })),
  },
  [tokens.logStream]: {
    part: 'logStreams',
    all: entities(tokens.logStream, 'id', ({ logStreams }) => logStreams),
  },
  [tokens.attackProtection]: {
    part: 'attackProtection',
    all: ({ attackProtection }) =>
      one(attackProtection, (properties) => ({ id: 'attack-protection', properties })),
  },
  [tokens.networkAcl]: {
    part: 'networkAcls',
    all: entities(tokens.networkAcl, 'id', ({ networkAcls }) => networkAcls),
  },
  [tokens.action]: { part: 'actions', all: entities(tokens.action, 'id', ({ actions }) => actions) },
  [tokens.triggerAction]: {
    part: 'loginActions',
    all: ({ loginActions }) => contentOf(loginActions) ?? [],
  },
  [tokens.prompt]: {
    part: 'prompts',
    all: ({ prompts }) => one(prompts, (wire) => liveResource(tokens.prompt, 'prompts', wire)),
  },
};
