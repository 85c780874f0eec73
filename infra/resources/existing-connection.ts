import * as pulumi from '@pulumi/pulumi';
import type { JoinedConnection } from '../settings/connections-setting.ts';
import { managementApi, type ManagementApi, requestManagement } from './management-api.ts';

interface State extends JoinedConnection {
  /** This promoted it to domain level: a delete takes that back. */
  readonly promoted?: true;
}

interface Provider extends pulumi.dynamic.ResourceProvider<JoinedConnection, State> {
  /** Set by Pulumi's process before all else; in no state. */
  api?: ManagementApi;
}

/**
 * A connection that somebody else made: found by its name, and promoted to domain level if that is asked for (Auth0 "Promote
 * Connections to Domain Level"). `auth0.Connection` would own all of it, and its state would hold the credentials of the identity
 * provider. Takes the credentials that the official provider takes, with `read:connections` and `update:connections`; changes nothing
 * else, and reads no options. A delete leaves the connection, and takes the domain level from it if this gave it.
 */
export class ExistingConnection extends pulumi.dynamic.Resource {
  constructor(name: string, desired: JoinedConnection, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...desired }, opts, 'auth0', 'ExistingConnection');
  }
}

/** Written into the state as text, as `management-api.ts` is. */
const provider: Provider = {
  configure({ config }) {
    this.api = managementApi(config);
    return Promise.resolve();
  },

  async create(inputs) {
    const { id } = await named(this.api, inputs.name);
    return { id, outs: await bring(this.api, id, inputs) };
  },

  async read(id, state) {
    const { name = '', isDomainConnection, promoted } = state ?? {};
    const level = await isOnDomainLevel(this.api, id);
    if (level === undefined) return { id: '' };
    // Pulumi compares with what it was told last: where the level is gone, it is to be given again.
    const inputs: JoinedConnection = { name, ...(isDomainConnection && level && { isDomainConnection }) };
    return { id, props: { ...inputs, ...(promoted && { promoted }) }, inputs };
  },

  diff: (_id, olds, news) =>
    Promise.resolve({ changes: olds.isDomainConnection !== news.isDomainConnection }),

  async update(id, olds, inputs) {
    if (inputs.isDomainConnection) return { outs: await bring(this.api, id, inputs, olds.promoted) };
    await giveBack(this.api, id, olds);
    return { outs: inputs };
  },

  async delete(id, state) {
    await giveBack(this.api, id, state);
  },
};

/** Makes it as declared, and tells what the state is to hold. */
async function bring(
  api: ManagementApi | undefined,
  id: string,
  inputs: JoinedConnection,
  promoted?: true,
): Promise<State> {
  const outs = { ...inputs, ...(promoted && { promoted }) };
  if (!inputs.isDomainConnection || (await isOnDomainLevel(api, id)) === true) return outs;
  await setLevel(api, id, true);
  return { ...outs, promoted: true };
}

/** Takes the domain level away where this gave it, and the connection is still there and on it. */
async function giveBack(api: ManagementApi | undefined, id: string, { promoted }: State): Promise<void> {
  if (promoted && (await isOnDomainLevel(api, id)) === true) await setLevel(api, id, false);
}

interface Connection {
  readonly id: string;
  readonly name: string;
  readonly is_domain_connection?: boolean;
}

const isConnection = (answer: unknown): answer is Connection =>
  typeof answer === 'object' && answer !== null && 'id' in answer && 'name' in answer;

const isMissing = (answer: unknown): answer is { readonly errorCode: 'inexistent_connection' } =>
  typeof answer === 'object' &&
  answer !== null &&
  'errorCode' in answer &&
  answer.errorCode === 'inexistent_connection';

const isList = (answer: unknown): answer is readonly Connection[] =>
  Array.isArray(answer) && answer.every((item) => isConnection(item));

/** The options hold the secrets of others. */
const fields = 'fields=id,name,is_domain_connection&include_fields=true';

async function named(api: ManagementApi | undefined, name: string): Promise<Connection> {
  const found = await requestManagement(api, {
    method: 'GET',
    path: `/connections?name=${encodeURIComponent(name)}&${fields}`,
    isAnswer: isList,
    what: `The connection ${name}`,
    scopes: 'read:connections',
  });
  for (const connection of found) if (connection.name === name) return connection;
  throw new Error(
    `There is no connection ${name} in ${api?.domain}. Make it there, or write its name in omnichat:connections as Auth0 shows it.`,
  );
}

/** Undefined where the connection is gone. */
async function isOnDomainLevel(api: ManagementApi | undefined, id: string): Promise<boolean | undefined> {
  const answer = await requestManagement(api, {
    method: 'GET',
    path: `/connections/${encodeURIComponent(id)}?${fields}`,
    isAnswer: (given: unknown): given is Connection | { readonly errorCode: 'inexistent_connection' } =>
      isConnection(given) || isMissing(given),
    what: `The connection ${id}`,
    scopes: 'read:connections',
  });
  return isConnection(answer) ? answer.is_domain_connection === true : undefined;
}

/** A change is believed when it is seen. */
async function setLevel(api: ManagementApi | undefined, id: string, level: boolean): Promise<void> {
  const { is_domain_connection: held } = await requestManagement(api, {
    method: 'PATCH',
    path: `/connections/${encodeURIComponent(id)}`,
    body: { is_domain_connection: level },
    isAnswer: isConnection,
    what: `is_domain_connection of the connection ${id}`,
    scopes: 'read:connections and update:connections',
  });
  if (held === level || (await isOnDomainLevel(api, id)) === level) return;
  throw new Error(
    `${api?.domain} took is_domain_connection: ${level} for ${id} and does not hold it. Run it again.`,
  );
}
