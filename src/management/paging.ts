import { z } from 'zod';
import { getAs, member, objectOf, type Shape } from './answer.ts';
import type { ManagementClient, Query } from './management-client.ts';
import { ManagementError } from './management-error.ts';

/** Auth0's largest page, by page and by checkpoint. */
const pageSize = 100;

/** A million items: no tenant has as many, and a server that sends more does not know its end. */
const pagesAtMost = 10_000;

/** A list of the Management API. */
export interface List<Item> {
  /** Relative to `/api/v2`. */
  readonly path: string;
  /** The member of the answer that holds the items, for instance `clients`. */
  readonly items: string;
  /** What every item must be: a list with any other is refused. */
  readonly shape: Shape<Item>;
  /** Filters; no paging parameters. */
  readonly query?: Query;
  /** The only properties wanted of each item; all when left out. */
  readonly fields?: readonly string[];
}

/** An item as it crosses the wire. */
export type WireObject = Readonly<Record<string, unknown>>;

/** An item of which it is certain that it has these ids. */
export type Identified<Id extends string> = WireObject & Readonly<Record<Id, string>>;

/** All items, page by page (Auth0 "Pagination": `page` and `per_page`). */
export async function* itemsByPage<Item>(
  client: ManagementClient,
  list: List<Item>,
): AsyncGenerator<Item, void, undefined> {
  for (let page = 0, seen = 0; page < pagesAtMost; page += 1) {
    const asked = { page, per_page: pageSize, include_totals: true };
    const { items, total } = await pageOf(client, list, asked);
    yield* items;
    seen += items.length;
    // A page may be shorter than asked for: Auth0's public cloud gives at most 50 at a time.
    if (total !== undefined && seen >= total) return;
    if (items.length > 0) continue;
    if (total === undefined) return;
    throw invalid(client, list, `The list ends at ${seen} of ${total}`);
  }
  throw invalid(client, list, `The list has more than ${pagesAtMost} pages`);
}

/** All items, checkpoint by checkpoint (Auth0 "Pagination": `from` and `take`). */
export async function* itemsByCheckpoint<Item>(
  client: ManagementClient,
  list: List<Item>,
): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>();
  let from: string | undefined;
  do {
    const { items, next } = await pageOf(client, list, {
      take: pageSize,
      ...(from !== undefined && { from }),
    });
    yield* items;
    from = next;
    if (from !== undefined && (seen.has(from) || seen.size === pagesAtMost)) {
      throw invalid(client, list, 'The list does not end: its "next" leads back, or on and on');
    }
    if (from !== undefined) seen.add(from);
  } while (from !== undefined);
}

/**
 * All items, checkpoint by checkpoint, or page by page where the tenant knows no checkpoints. Auth0's reference pages
 * applications by checkpoint too ("Management API", Pagination); its SDKs page them by number alone.
 */
export async function* itemsEitherWay<Item>(
  client: ManagementClient,
  list: List<Item>,
): AsyncGenerator<Item, void, undefined> {
  const byCheckpoint = itemsByCheckpoint(client, list);
  let first: IteratorResult<Item, void>;
  try {
    first = await byCheckpoint.next();
  } catch (error) {
    const isUnknown =
      error instanceof ManagementError && (error.status === 400 || error.errorCode === 'invalid_answer');
    if (!isUnknown) throw error;
    yield* itemsByPage(client, list);
    return;
  }
  if (first.done) return;
  yield first.value;
  yield* byCheckpoint;
}

/** All items at once. */
export async function allOf<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
  /** The checkpoint of the next one. */
  readonly next: string | undefined;
}

const pageShape = objectOf({ total: z.int().min(0).optional(), next: member.text });

async function pageOf<Item>(
  client: ManagementClient,
  { path, items, shape, query, fields }: List<Item>,
  page: Query,
): Promise<Page<Item>> {
  const asked = { ...query, ...(fields && { fields, include_fields: true }), ...page };
  const listed = objectOf({ [items]: z.array(shape) });
  const answer = await getAs(client, pageShape.and(listed), path, asked);
  const { total, next } = answer;
  return { items: answer[items] as readonly Item[], total, next: next || undefined };
}

function invalid({ domain }: ManagementClient, { path }: List<unknown>, reason: string): ManagementError {
  return new ManagementError({
    method: 'GET',
    path: `/api/v2${path}`,
    domain,
    errorCode: 'invalid_answer',
    reason,
  });
}
