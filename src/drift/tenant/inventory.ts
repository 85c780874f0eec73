import { actions } from '../../management/resources/actions/action.ts';
import { triggerActions } from '../../management/resources/actions/trigger-action.ts';
import { getAs } from '../../management/answer.ts';
import { type ManagementClient, pathPart } from '../../management/management-client.ts';
import { isNotInPlan } from '../../management/management-error.ts';
import {
  type Identified,
  itemsByCheckpoint,
  itemsByPage,
  itemsEitherWay,
  type List,
  type WireObject,
} from '../../management/paging.ts';
import { clientGrantShape } from '../../management/resources/client-grant.ts';
import { clientShape } from '../../management/resources/client.ts';
import { enabledClients } from '../../management/resources/connections/connection-clients.ts';
import { connectionShape, listedConnectionShape } from '../../management/resources/connections/connection.ts';
import { promptShape } from '../../management/resources/prompt.ts';
import {
  readProtections,
  switchableProtections,
} from '../../management/resources/protection/attack-protection.ts';
import { logStreams } from '../../management/resources/protection/log-stream.ts';
import { networkAcls } from '../../management/resources/protection/network-acl.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import { resourceServerShape } from '../../management/resources/resource-server.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import { permissionsOf } from '../../management/resources/role-permissions.ts';
import { roleShape } from '../../management/resources/role.ts';
import { settingsShape } from '../../management/resources/tenant.ts';
import { type Reading, readingOf } from './reading.ts';

/** What a tenant holds, part by part, as it crosses the wire. */
export interface Inventory {
  readonly domain: string;
  readonly applications: Reading<Applications>;
  readonly apis: Reading<readonly Identified<'id' | 'identifier'>[]>;
  readonly grants: Reading<readonly Identified<'id'>[]>;
  /** Without their options, in which other people's secrets lie; those asked for have them. */
  readonly connections: Reading<readonly Identified<'id'>[]>;
  /** The ids of the applications that each connection asked for is enabled for, by the connection's id. */
  readonly enabledClients: Reading<ReadonlyMap<string, readonly string[]>>;
  readonly roles: Reading<readonly Identified<'id'>[]>;
  /** The permissions of each role asked for, by the role's id. */
  readonly permissions: Reading<ReadonlyMap<string, readonly WireObject[]>>;
  readonly settings: Reading<WireObject>;
  readonly logStreams: Reading<readonly Identified<'id'>[]>;
  /** Those that can be switched off, in Pulumi's names. */
  readonly attackProtection: Reading<Properties>;
  /** None where they are not asked for. */
  readonly networkAcls: Reading<readonly Identified<'id'>[]>;
  /** None where they are not asked for. */
  readonly actions: Reading<readonly Identified<'id'>[]>;
  /** What is bound to logins, in Pulumi's names; nothing where it is not asked for. */
  readonly loginActions: Reading<Awaited<ReturnType<typeof triggerActions>>>;
  readonly prompts: Reading<WireObject>;
}

interface Applications {
  /** How many there are, Auth0's own left out. */
  readonly count: number;
  readonly kept: readonly Identified<'client_id'>[];
}

/** What is to be read, beyond what every tenant is asked for. */
export interface InventoryRequest {
  /** The properties of applications that are wanted, on the wire. */
  readonly applicationFields: readonly string[];
  /** What is worth keeping of an application; a tenant may hold a hundred thousand. */
  readonly keepApplication: (application: Identified<'client_id'>) => Identified<'client_id'> | undefined;
  /** Which connections are wanted whole. */
  readonly isConnectionWanted: (connection: Identified<'id'>) => boolean;
  /** Of which connections it is wanted which applications they are enabled for. */
  readonly areItsClientsWanted: (connection: Identified<'id'>) => boolean;
  /** The types that the stack declares or has deployed: some are read only then. */
  readonly declared: ReadonlySet<string>;
  /** Which roles' permissions are wanted. */
  readonly isRoleWanted: (role: Identified<'id'>) => boolean;
}

/** How far reading has got. */
export interface Progress {
  readonly partsRead: number;
  readonly parts: number;
  readonly applications: number;
}

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
  const part = async <Content>(read: () => Promise<Content>) => {
    const source = await readingOf(read);
    partsRead += 1;
    report();
    return source;
  };

  const connections = allOf(itemsByCheckpoint(api, connectionList));
  const roles = allOf(itemsByPage(api, { path: '/roles', items: 'roles', shape: roleShape }));
  // Whoever awaits them hears of a failure; until then it is nobody's.
  for (const pending of [connections, roles]) pending.catch(() => undefined);

  const parts = {
    applications: part(() =>
      readApplications(api, request, (count) => {
        applicationsSeen = count;
        report();
      }),
    ),
    apis: part(() => allOf(itemsByPage(api, apiList))),
    grants: part(() => allOf(itemsByCheckpoint(api, grantList))),
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
      const wanted = (await connections).filter(request.areItsClientsWanted);
      return perId(wanted, (id) => enabledClients(api, id));
    }),
    roles: part(() => roles),
    permissions: part(async () =>
      perId((await roles).filter(request.isRoleWanted), (id) => allOf(permissionsOf(api, id))),
    ),
    settings: part(() => getAs(api, settingsShape, '/tenants/settings')),
    logStreams: part(() => ofPlan(() => logStreams(api))),
    attackProtection: part(() => readProtections(api, switchableProtections)),
    networkAcls: part(() =>
      request.declared.has(tokens.networkAcl) ? ofPlan(() => networkAcls(api)) : Promise.resolve([]),
    ),
    actions: part(() => (request.declared.has(tokens.action) ? actions(api) : Promise.resolve([]))),
    loginActions: part(() =>
      request.declared.has(tokens.triggerAction) ? triggerActions(api, 'post-login') : Promise.resolve([]),
    ),
    prompts: part(() => getAs(api, promptShape, '/prompts')),
  };
  report();
  return { domain: api.domain, ...(await allMembers(parts)) };
}

const apiList: List<Identified<'id' | 'identifier'>> = {
  path: '/resource-servers',
  items: 'resource_servers',
  shape: resourceServerShape,
};

const grantList: List<Identified<'id'>> = {
  path: '/client-grants',
  items: 'client_grants',
  shape: clientGrantShape,
};

const connectionList: List<Identified<'id'>> = {
  path: '/connections',
  items: 'connections',
  shape: listedConnectionShape,
  fields: ['id', 'name', 'strategy', 'is_domain_connection'],
};

async function readApplications(
  api: ManagementClient,
  { applicationFields, keepApplication }: InventoryRequest,
  onCount: (count: number) => void,
): Promise<Applications> {
  const kept: Identified<'client_id'>[] = [];
  let count = 0;
  const fields = [
    ...new Set(['client_id', 'name', 'global', 'is_first_party', 'callbacks', ...applicationFields]),
  ];
  const list = { path: '/clients', items: 'clients', shape: clientShape, fields };
  for await (const application of itemsEitherWay(api, list)) {
    // The global client, Auth0's own.
    if (application.global === true) continue;
    count += 1;
    if (count % 100 === 0) onCount(count);
    const worthKeeping = keepApplication(application);
    if (worthKeeping) kept.push(worthKeeping);
  }
  return { count, kept };
}

const readConnection = (api: ManagementClient, { id }: Identified<'id'>): Promise<Identified<'id'>> =>
  getAs(api, connectionShape, `/connections/${pathPart(id)}`);

/** There are none where the tenant's plan does not include them. */
async function ofPlan(
  read: () => Promise<readonly Identified<'id'>[]>,
): Promise<readonly Identified<'id'>[]> {
  try {
    return await read();
  } catch (error) {
    if (isNotInPlan(error)) return [];
    throw error;
  }
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function perId<Content>(
  entities: readonly Identified<'id'>[],
  read: (id: string) => Promise<Content>,
): Promise<ReadonlyMap<string, Content>> {
  const entries = entities.map(async ({ id }) => [id, await read(id)] as const);
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
