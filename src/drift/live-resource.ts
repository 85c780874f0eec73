import type { Identified, WireObject } from '../management/paging.ts';
import { authenticationMethodOf } from '../management/resources/client-credentials.ts';
import { fromWire, type Properties, type PropertyRules } from '../management/resources/property-rules.ts';
import { resourceType, tokens } from '../management/resources/resource-types.ts';
import type { NotChecked } from './finding.ts';
import type { Inventory } from './inventory.ts';
import { contentOf, notCheckedOf, type Source } from './source.ts';

/** A resource as the tenant holds it, in Pulumi's names. */
export interface LiveResource {
  readonly id: string;
  readonly properties: Properties;
}

/** How the resources of one type are found among what a tenant holds. */
export interface ResourceView {
  /** The part of the inventory that holds them. */
  readonly part: keyof typeof partNames;
  readonly all: (inventory: Inventory) => readonly LiveResource[];
  /**
   * What no two of them share, or people at least do not share it: by this a resource is found whose id is not known.
   * Absent where there is only ever one.
   */
  readonly naturalKey?: (properties: Properties) => string;
  /** Auth0 takes two with the same key. */
  readonly allowsDoubles?: true;
  /** It is a part of another resource, and has no id of its own. */
  readonly isPart?: true;
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
    source: (inventory: Inventory) => Source<readonly Identified<Id>[]>,
  ) =>
  (inventory: Inventory): readonly LiveResource[] =>
    (contentOf(source(inventory)) ?? []).map((wire) => liveResource(token, wire[idName], wire));

/** A wire object as a resource of that type. */
export function liveResource(token: string, id: string, wire: WireObject): LiveResource {
  return { id, properties: fromWire(wire, rulesOf(token)) };
}

/** The rules by which a type's properties are named and compared. */
export const rulesOf = (token: string): PropertyRules => resourceType(token).rules;

const keptApplications = ({ applications }: Inventory): Source<readonly Identified<'client_id'>[]> =>
  applications.read ? { read: true, content: applications.content.kept } : applications;

/** Every type of resource that the program declares. */
export const resourceViews: Readonly<Record<string, ResourceView>> = {
  [tokens.client]: {
    part: 'applications',
    all: entities(tokens.client, 'client_id', keptApplications),
    naturalKey: ({ name }) => String(name),
    allowsDoubles: true,
  },
  [tokens.clientCredentials]: {
    part: 'applications',
    all: (inventory) =>
      (contentOf(keptApplications(inventory)) ?? []).map((wire) =>
        liveResource(tokens.clientCredentials, wire.client_id, {
          ...wire,
          token_endpoint_auth_method: authenticationMethodOf(wire),
        }),
      ),
    naturalKey: ({ clientId }) => String(clientId),
    isPart: true,
  },
  [tokens.clientGrant]: {
    part: 'grants',
    all: entities(tokens.clientGrant, 'id', ({ grants }) => grants),
    naturalKey: ({ clientId, defaultFor, audience, subjectType = 'client' }) =>
      JSON.stringify([clientId, defaultFor, audience, subjectType]),
  },
  [tokens.resourceServer]: {
    part: 'apis',
    all: entities(tokens.resourceServer, 'id', ({ apis }) => apis),
    naturalKey: ({ identifier }) => String(identifier),
  },
  [tokens.resourceServerScopes]: {
    part: 'apis',
    all: entities(tokens.resourceServerScopes, 'identifier', ({ apis }) => apis),
    naturalKey: ({ resourceServerIdentifier }) => String(resourceServerIdentifier),
    isPart: true,
  },
  [tokens.connection]: {
    part: 'connections',
    all: entities(tokens.connection, 'id', ({ connections }) => connections),
    naturalKey: ({ name }) => String(name),
  },
  [tokens.connectionClients]: {
    part: 'enabledClients',
    all: ({ enabledClients }) =>
      [...(contentOf(enabledClients) ?? [])].map(([id, clients]) => ({
        id,
        properties: { connectionId: id, enabledClients: clients },
      })),
    naturalKey: ({ connectionId }) => String(connectionId),
    isPart: true,
  },
  [tokens.role]: {
    part: 'roles',
    all: entities(tokens.role, 'id', ({ roles }) => roles),
    naturalKey: ({ name }) => String(name),
  },
  [tokens.rolePermissions]: {
    part: 'permissions',
    all: ({ permissions }) =>
      [...(contentOf(permissions) ?? [])].map(([id, held]) => ({
        id,
        properties: {
          roleId: id,
          permissions: held.map((permission) => ({
            name: permission['permission_name'],
            resourceServerIdentifier: permission['resource_server_identifier'],
          })),
        },
      })),
    naturalKey: ({ roleId }) => String(roleId),
    isPart: true,
  },
  [tokens.tenant]: {
    part: 'settings',
    all: ({ settings }) =>
      settings.read ? [liveResource(tokens.tenant, 'tenants/settings', settings.content)] : [],
  },
};
