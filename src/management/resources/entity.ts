import { answerAs, getAs, member, objectOf, type Shape } from '../answer.ts';
import { type ManagementClient, pathPart, type Query } from '../management-client.ts';
import { isNotFound } from '../management-error.ts';
import type { WireObject } from '../paging.ts';
import {
  fromWire,
  type Properties,
  type PropertyRules,
  toWire,
  wireNameOf,
} from '../properties/property-rules.ts';
import type { ResourceType, Update } from './resource-type.ts';
import { notWritten, written } from './written.ts';

/** A collection of the Management API with `POST`, and `GET`, `PATCH` and `DELETE` by id. */
export interface EntityType<Token extends string> extends Omit<
  ResourceType<Token>,
  'pathOf' | 'create' | 'read' | 'update' | 'delete'
> {
  /** Relative to `/api/v2`. */
  readonly collection: string;
  /** The id's name on the wire. */
  readonly id: string;
  /** What every answer about one of them must be. */
  readonly shape: Shape<WireObject>;
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
    shape,
    creationDefaults,
    createOnly = [],
    updateOnly = [],
    alwaysStated = [],
    ...type
  } = entity;
  const { rules } = type;
  const pathOf = (id: string) => `${collection}/${pathPart(id)}`;
  const shown = (answer: WireObject) => fromWire(answer, rules);
  const identified = objectOf({ [idName]: member.id });

  return {
    ...type,
    pathOf,
    async create(client, desired) {
      const body = { ...creationDefaults?.(desired), ...toWire(without(desired, updateOnly), rules) };
      const created = await client.post(collection, body);
      const asked = { domain: client.domain, method: 'POST', path: collection };
      const id = answerAs(created, identified, asked)[idName] as string;
      const path = pathOf(id);
      const write = { shape, rules, path };
      const sent = without(desired, updateOnly);
      const held = await written(client, { ...write, method: 'POST', answer: created, sent });
      const late = only(desired, updateOnly);
      if (Object.keys(late).length === 0) return { id, properties: shown(held) };
      const answer = await client.patch(path, toWire(late, rules));
      return {
        id,
        properties: shown(await written(client, { ...write, method: 'PATCH', answer, sent: late })),
      };
    },
    async read(client, id) {
      const answer = await readEntity(client, shape, pathOf(id));
      return answer && shown(answer);
    },
    async update(client, id, { desired, live: before, changed, cleared }) {
      const sent = [...changed, ...alwaysStated.filter((name) => desired[name] !== undefined)];
      const immutable = [...createOnly, ...Object.keys(rules).filter((name) => rules[name]?.replaces)];
      const stated = without(only(desired, sent), immutable);
      const body = { ...toWire(stated, rules), ...nulls(cleared, rules) };
      if (Object.keys(body).length === 0) return before;
      const path = pathOf(id);
      const answer = await client.patch(path, body);
      const write = { method: 'PATCH', path, answer, shape, rules, sent: stated, cleared } as const;
      return shown(await written(client, write));
    },
    async delete(client, id) {
      const path = pathOf(id);
      await unlessGone(client.delete(path));
      if ((await readEntity(client, shape, path)) !== undefined)
        throw notWritten(client, 'DELETE', path, 'It is still there');
    },
  };
}

/** The answer to a `GET`, held to its shape, or undefined where Auth0 says that there is no such entity. */
export async function readEntity<Content>(
  client: ManagementClient,
  shape: Shape<Content>,
  path: string,
  query?: Query,
): Promise<Content | undefined> {
  try {
    return await getAs(client, shape, path, query);
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

/** The body that changes exactly what an {@link Update} names. */
export function changedOnWire({ desired, changed, cleared }: Update, rules: PropertyRules): WireObject {
  return { ...toWire(only(desired, changed), rules), ...nulls(cleared, rules) };
}

const nulls = (names: readonly string[], rules: PropertyRules): WireObject =>
  Object.fromEntries(names.map((name) => [wireNameOf(name, rules), null]));

/** The properties of these names. */
export const only = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));

const without = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
