import { ExpectedError } from '../../../text/expected-error.ts';
import { type ManagementClient, pathPart } from '../../management-client.ts';
import type { WireObject } from '../../paging.ts';
import { fromWire, type Properties, toWire } from '../../properties/property-rules.ts';
import { readEntity } from '../entity.ts';
import { listedIn } from '../part.ts';
import type { ResourceType } from '../resource-type.ts';
import { written } from '../written.ts';
import { connectionIds, connections, listedConnectionShape } from './connection.ts';

const rules = { isDomainConnection: { nullable: true } } as const;

const pathOf = (id: string) => `/connections/${pathPart(id)}`;

/** Without the options, in which the secrets of others lie; undefined where it is gone. */
const shownOf = (api: ManagementClient, id: string) =>
  readEntity(api, listedConnectionShape, pathOf(id), {
    fields: 'id,name,strategy,is_domain_connection',
    include_fields: true,
  });

/** There is no connection of that name. */
export class MissingConnectionError extends ExpectedError {
  override readonly name = 'MissingConnectionError';
  readonly code = 'CONNECTION_MISSING';

  /** @param names of those that are not there */
  constructor(names: readonly string[], domain: string) {
    super(
      `There is no connection ${names.join(', and none ')} in ${domain}. Make it there, or write its name in omnichat:connections as Auth0 shows it.`,
    );
  }
}

/**
 * A connection that somebody else made, with what the program changes of it: whether it is on domain level. In the program it is a
 * dynamic resource (`infra/resources/existing-connection.ts`), which leaves a tenant in the same state.
 */
export const existingConnection: ResourceType<'pulumi-nodejs:dynamic/auth0:ExistingConnection'> = {
  token: 'pulumi-nodejs:dynamic/auth0:ExistingConnection',
  noun: 'connection of others',
  readScope: 'read:connections',
  deployScopes: ['update:connections'],
  pathOf,
  // The page of databases; those of social and enterprise connections are beside it.
  dashboardPage: () => 'connections/database',
  rules,
  listing: listedIn(connections, (held) =>
    held.map((connection) => ({ id: connection.id, properties: existingConnectionOf(connection) })),
  ),
  hasOwnProvider: true,
  naturalKey: ({ name }) => String(name),
  async create(api, desired) {
    const [id] = await connectionIds(api, String(desired['name']));
    if (id === undefined) throw new MissingConnectionError([String(desired['name'])], api.domain);
    return { id, properties: await bring(api, id, desired) };
  },
  async read(api, id, { promoted } = {}) {
    const held = await shownOf(api, id);
    return held && shown(held, promoted);
  },
  async update(api, id, { desired, live }) {
    if (desired['isDomainConnection'] === true) return bring(api, id, desired, live['promoted']);
    await giveBack(api, id, live);
    return { name: live['name'] };
  },
  delete: giveBack,
};

/** As much of a connection as the resource is about; off domain level is what it is without the program. */
function existingConnectionOf({ name, is_domain_connection: level }: WireObject): Properties {
  return { name, ...(level === true && { isDomainConnection: true }) };
}

const shown = (held: WireObject, promoted?: unknown): Properties => ({
  ...existingConnectionOf(held),
  ...(promoted === true && { promoted }),
});

async function bring(
  api: ManagementClient,
  id: string,
  desired: Properties,
  promoted?: unknown,
): Promise<Properties> {
  const held = await shownOf(api, id);
  if (held === undefined) throw new MissingConnectionError([String(desired['name'])], api.domain);
  if (desired['isDomainConnection'] !== true || held.is_domain_connection === true)
    return shown(held, promoted);
  return shown(await setLevel(api, id, true), true);
}

/** Takes the domain level away where the program gave it, and the connection is still there and on it. */
async function giveBack(api: ManagementClient, id: string, { promoted }: Properties): Promise<void> {
  if (promoted !== true) return;
  const held = await shownOf(api, id);
  if (held?.is_domain_connection === true) await setLevel(api, id, false);
}

async function setLevel(api: ManagementClient, id: string, level: boolean): Promise<WireObject> {
  const path = pathOf(id);
  const body = toWire({ isDomainConnection: level }, rules);
  const answer = await api.patch(path, body);
  const sent = fromWire(body, rules);
  return written(api, { method: 'PATCH', path, answer, shape: listedConnectionShape, rules, sent });
}
