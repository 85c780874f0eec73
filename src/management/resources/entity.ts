import { idIn } from '../answer-id.ts';
import { type ManagementClient, pathPart } from '../management-client.ts';
import { isNotFound } from '../management-error.ts';
import type { WireObject } from '../paging.ts';
import { fromWire, type Properties, type PropertyRules, toWire, wireNameOf } from './property-rules.ts';
import type { ResourceType, Update } from './resource-type.ts';

/** A collection of the Management API with `POST`, and `GET`, `PATCH` and `DELETE` by id. */
export interface EntityType<Token extends string> extends Omit<
  ResourceType<Token>,
  'pathOf' | 'create' | 'read' | 'update' | 'delete'
> {
  /** Relative to `/api/v2`. */
  readonly collection: string;
  /** The id's name on the wire. */
  readonly id: string;
  /** Properties that `PATCH` refuses, beyond those that replace. */
  readonly createOnly?: readonly string[];
  /** Properties that only `PATCH` takes. */
  readonly updateOnly?: readonly string[];
  /** Properties that Auth0 replaces as a whole: each `PATCH` states them. */
  readonly alwaysStated?: readonly string[];
  /** What a create states beyond the program. */
  readonly creationDefaults?: (desired: Properties) => WireObject;
}

/** The resource type of an ordinary collection. */
export function entityType<const Token extends string>(entity: EntityType<Token>): ResourceType<Token> {
  const {
    collection,
    id: idName,
    creationDefaults,
    createOnly = [],
    updateOnly = [],
    alwaysStated = [],
    ...type
  } = entity;
  const { rules } = type;
  const pathOf = (id: string) => `${collection}/${pathPart(id)}`;
  const shown = (answer: unknown) => fromWire(answer as WireObject, rules);

  return {
    ...type,
    pathOf,
    async create(client, desired) {
      const body = { ...creationDefaults?.(desired), ...toWire(without(desired, updateOnly), rules) };
      const created = await client.post(collection, body);
      const id = idIn(created, idName, { domain: client.domain, method: 'POST', path: collection });
      const late = toWire(only(desired, updateOnly), rules);
      const answer = Object.keys(late).length === 0 ? created : await client.patch(pathOf(id), late);
      return { id, properties: shown(answer) };
    },
    async read(client, id) {
      const answer = await readEntity(client, pathOf(id));
      return answer && shown(answer);
    },
    async update(client, id, { desired, live: before, changed, cleared }) {
      const sent = [...changed, ...alwaysStated.filter((name) => desired[name] !== undefined)];
      const immutable = [...createOnly, ...Object.keys(rules).filter((name) => rules[name]?.replaces)];
      const body = { ...toWire(without(only(desired, sent), immutable), rules), ...nulls(cleared, rules) };
      if (Object.keys(body).length === 0) return before;
      return shown(await client.patch(pathOf(id), body));
    },
    delete: (client, id) => deleteEntity(client, pathOf(id)),
  };
}

/** The answer to a `GET`, or undefined where Auth0 says that there is no such entity. */
export async function readEntity(client: ManagementClient, path: string): Promise<WireObject | undefined> {
  try {
    return (await client.get(path)) as WireObject;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Runs a request that takes something away; what is gone already counts as taken away. */
export async function unlessGone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

const deleteEntity = (client: ManagementClient, path: string) => unlessGone(client.delete(path));

/** The body that changes exactly what an {@link Update} names. */
export function changedOnWire({ desired, changed, cleared }: Update, rules: PropertyRules): WireObject {
  return { ...toWire(only(desired, changed), rules), ...nulls(cleared, rules) };
}

const nulls = (names: readonly string[], rules: PropertyRules): WireObject =>
  Object.fromEntries(names.map((name) => [wireNameOf(name, rules), null]));

const only = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));

const without = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
