import { idIn } from './answer-id.ts';
import type { ManagementClient, Query } from './management-client.ts';
import { ManagementError } from './management-error.ts';

/** Auth0's largest page, by page and by checkpoint. */
const pageSize = 100;

/** A million items: no tenant has as many, and a server that sends more does not know its end. */
const pagesAtMost = 10_000;

/** A list of the Management API. */
export interface List<Id extends string = never> {
  /** Relative to `/api/v2`. */
  readonly path: string;
  /** The member of the answer that holds the items, for instance `clients`. */
  readonly items: string;
  /** What every item must be known by: one without it is refused. */
  readonly ids?: readonly Id[];
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
export async function* itemsByPage<Id extends string = never>(
  client: ManagementClient,
  list: List<Id>,
): AsyncGenerator<Identified<Id>, void, undefined> {
  for (let page = 0, seen = 0; page < pagesAtMost; page += 1) {
    const answer = await client.get(list.path, {
      ...queryOf(list),
      page,
      per_page: pageSize,
      include_totals: true,
    });
    const { items, member } = contentOf(client, list, answer);
    yield* items;
    seen += items.length;
    const total = member('total');
    // A page may be shorter than asked for: Auth0's public cloud gives at most 50 at a time.
    const isLast = typeof total === 'number' ? seen >= total : items.length < pageSize;
    if (isLast || items.length === 0) return;
  }
  throw invalid(client, list, `The list has more than ${pagesAtMost} pages`);
}

/** All items, checkpoint by checkpoint (Auth0 "Pagination": `from` and `take`). */
export async function* itemsByCheckpoint<Id extends string = never>(
  client: ManagementClient,
  list: List<Id>,
): AsyncGenerator<Identified<Id>, void, undefined> {
  const seen = new Set<string>();
  let from: string | undefined;
  do {
    const answer = await client.get(list.path, {
      ...queryOf(list),
      take: pageSize,
      ...(from !== undefined && { from }),
    });
    const { items, member } = contentOf(client, list, answer);
    yield* items;
    const next = member('next');
    from = typeof next === 'string' && next !== '' ? next : undefined;
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
export async function* itemsEitherWay<Id extends string = never>(
  client: ManagementClient,
  list: List<Id>,
): AsyncGenerator<Identified<Id>, void, undefined> {
  const byCheckpoint = itemsByCheckpoint(client, list);
  let first: IteratorResult<Identified<Id>, void>;
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

function queryOf({ query = {}, fields }: List<string>): Query {
  return { ...query, ...(fields && { fields, include_fields: true }) };
}

function contentOf<Id extends string>(client: ManagementClient, list: List<Id>, answer: unknown) {
  const content = typeof answer === 'object' && answer !== null ? (answer as WireObject) : {};
  const items = content[list.items];
  if (!Array.isArray(items)) {
    throw invalid(client, list, `The answer has no list "${list.items}"`);
  }
  const asked = { domain: client.domain, method: 'GET', path: list.path };
  for (const item of items) for (const name of list.ids ?? []) idIn(item, name, asked);
  return { items: items as Identified<Id>[], member: (name: string) => content[name] };
}

function invalid({ domain }: ManagementClient, { path }: List<string>, reason: string): ManagementError {
  return new ManagementError({
    method: 'GET',
    path: `/api/v2${path}`,
    domain,
    errorCode: 'invalid_answer',
    reason,
  });
}
