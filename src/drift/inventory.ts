import { type ManagementClient, pathPart } from '../management/management-client.ts';
import {
  itemsByCheckpoint,
  itemsByPage,
  itemsEitherWay,
  type List,
  type WireObject,
} from '../management/paging.ts';
import { type Source, sourceOf } from './source.ts';

/** What a tenant holds, part by part, as it crosses the wire. */
export interface Inventory {
  readonly domain: string;
  readonly applications: Source<Applications>;
  readonly apis: Source<readonly WireObject[]>;
  readonly grants: Source<readonly WireObject[]>;
  /** Without their options, in which other people's secrets lie; those asked for have them. */
  readonly connections: Source<readonly WireObject[]>;
  /** The ids of the applications that each connection asked for is enabled for, by the connection's id. */
  readonly enabledClients: Source<ReadonlyMap<string, readonly string[]>>;
  readonly roles: Source<readonly WireObject[]>;
  /** The permissions of each role asked for, by the role's id. */
  readonly permissions: Source<ReadonlyMap<string, readonly WireObject[]>>;
  readonly settings: Source<WireObject>;
  readonly logStreams: Source<readonly WireObject[]>;
  /** By name: `brute-force-protection`. */
  readonly attackProtection: Source<Readonly<Record<string, WireObject>>>;
  readonly prompts: Source<WireObject>;
}

interface Applications {
  /** How many there are, Auth0's own left out. */
  readonly count: number;
  readonly kept: readonly WireObject[];
}

/** What is to be read, beyond what every tenant is asked for. */
export interface InventoryRequest {
  /** The properties of applications that are wanted, on the wire. */
  readonly applicationFields: readonly string[];
  /** What is worth keeping of an application; a tenant may hold a hundred thousand. */
  readonly keepApplication: (application: WireObject) => WireObject | undefined;
  /** Which connections are wanted whole. */
  readonly isConnectionWanted: (connection: WireObject) => boolean;
  /** Which roles' permissions are wanted. */
  readonly isRoleWanted: (role: WireObject) => boolean;
}

/** How far reading has got. */
export interface Progress {
  readonly partsRead: number;
  readonly parts: number;
  readonly applications: number;
}

/** The Management scopes that reading everything takes (Management API v2). */
export const readScopes = [
  'read:clients',
  'read:resource_servers',
  'read:client_grants',
  'read:connections',
  'read:roles',
  'read:tenant_settings',
  'read:log_streams',
  'read:attack_protection',
  'read:prompts',
] as const;

const protections = ['brute-force-protection', 'suspicious-ip-throttling', 'breached-password-detection'];

/** Reads a tenant, all parts side by side, as fast as its rate limits allow; one that cannot be read stops no other. */
export async function readInventory(
  api: ManagementClient,
  request: InventoryRequest,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Inventory> {
  let applicationsSeen = 0;
  let partsRead = 0;
  const report = () => {
    onProgress({ partsRead, parts: Object.keys(parts).length, applications: applicationsSeen });
  };
  const part = async <Content>(read: () => Promise<Content>, unavailable?: Content) => {
    const source = await sourceOf(read, unavailable);
    partsRead += 1;
    report();
    return source;
  };

  const connections = allOf(itemsByCheckpoint(api, connectionList));
  const roles = allOf(itemsByPage(api, { path: '/roles', items: 'roles' }));
  // Whoever awaits them hears of a failure; until then it is nobody's.
  for (const pending of [connections, roles]) pending.catch(() => undefined);

  const parts = {
    applications: part(() =>
      readApplications(api, request, (count) => {
        applicationsSeen = count;
        report();
      }),
    ),
    apis: part(() => allOf(itemsByPage(api, { path: '/resource-servers', items: 'resource_servers' }))),
    grants: part(() => allOf(itemsByCheckpoint(api, { path: '/client-grants', items: 'client_grants' }))),
    connections: part(async () =>
      Promise.all(
        (await connections).map((connection) =>
          request.isConnectionWanted(connection)
            ? readConnection(api, connection)
            : Promise.resolve(connection),
        ),
      ),
    ),
    enabledClients: part(async () => {
      const wanted = (await connections).filter(request.isConnectionWanted);
      return perId(wanted, async (id) => {
        const path = `/connections/${pathPart(id)}/clients`;
        const enabled = await allOf(itemsByCheckpoint(api, { path, items: 'clients' }));
        return enabled.map((client) => String(client['client_id']));
      });
    }),
    roles: part(() => roles),
    permissions: part(async () =>
      perId((await roles).filter(request.isRoleWanted), (id) =>
        allOf(itemsByPage(api, { path: `/roles/${pathPart(id)}/permissions`, items: 'permissions' })),
      ),
    ),
    settings: part(async () => (await api.get('/tenants/settings')) as WireObject),
    logStreams: part(async () => (await api.get('/log-streams')) as readonly WireObject[], []),
    attackProtection: part(async () => {
      const read = async (name: string) => [name, await api.get(`/attack-protection/${name}`)] as const;
      return Object.fromEntries(await Promise.all(protections.map(read))) as Record<string, WireObject>;
    }, {}),
    prompts: part(async () => (await api.get('/prompts')) as WireObject),
  };
  report();
  return { domain: api.domain, ...(await allMembers(parts)) };
}

const connectionList: List = {
  path: '/connections',
  items: 'connections',
  fields: ['id', 'name', 'strategy', 'is_domain_connection'],
};

async function readApplications(
  api: ManagementClient,
  { applicationFields, keepApplication }: InventoryRequest,
  onCount: (count: number) => void,
): Promise<Applications> {
  const kept: WireObject[] = [];
  let count = 0;
  const fields = [
    ...new Set(['client_id', 'name', 'global', 'is_first_party', 'callbacks', ...applicationFields]),
  ];
  for await (const application of itemsEitherWay(api, { path: '/clients', items: 'clients', fields })) {
    // The global client, Auth0's own.
    if (application['global'] === true) continue;
    count += 1;
    if (count % 100 === 0) onCount(count);
    const worthKeeping = keepApplication(application);
    if (worthKeeping) kept.push(worthKeeping);
  }
  return { count, kept };
}

const readConnection = async (api: ManagementClient, { id }: WireObject) =>
  (await api.get(`/connections/${pathPart(String(id))}`)) as WireObject;

async function allOf(items: AsyncIterable<WireObject>): Promise<readonly WireObject[]> {
  const all: WireObject[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function perId<Content>(
  entities: readonly WireObject[],
  read: (id: string) => Promise<Content>,
): Promise<ReadonlyMap<string, Content>> {
  const entries = entities.map(async ({ id }) => [String(id), await read(String(id))] as const);
  return new Map(await Promise.all(entries));
}

/** `Promise.all` for the members of an object. */
async function allMembers<Members extends Readonly<Record<string, Promise<unknown>>>>(
  members: Members,
): Promise<{ [Name in keyof Members]: Awaited<Members[Name]> }> {
  const entries = Object.entries(members).map(async ([name, member]) => [name, await member] as const);
  return Object.fromEntries(await Promise.all(entries)) as {
    [Name in keyof Members]: Awaited<Members[Name]>;
  };
}
