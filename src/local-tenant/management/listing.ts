import * as z from 'zod';
import { ManagementError } from './errors.ts';

const integer = (minimum: number, maximum: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));

/** `true` or `false` in a query string. */
export const queryBoolean: z.ZodType<boolean> = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true');

/** The query parameters of a list by pages. Source: Auth0, "Pagination". */
export const pageParameters = {
  page: integer(0, Number.MAX_SAFE_INTEGER).exactOptional(),
  per_page: integer(1, 100).exactOptional(),
  include_totals: queryBoolean.exactOptional(),
};

/** The query parameters of a list by checkpoints. */
export const checkpointParameters = {
  from: z.string().exactOptional(),
  take: integer(1, 100).exactOptional(),
};

/** The query parameters that choose properties. */
export const fieldParameters = {
  fields: z.string().exactOptional(),
  include_fields: queryBoolean.exactOptional(),
};

/** How a list is asked for. */
export interface ListQuery {
  readonly page?: number;
  readonly per_page?: number;
  readonly include_totals?: boolean;
  readonly from?: string;
  readonly take?: number;
}

/** How a list is answered: the name of its items, and what identifies each. */
export interface ListShape<Item> {
  readonly name: string;
  readonly idOf: (item: Item) => string;
  /** Whether every page that holds something tells a checkpoint, also the last. */
  readonly endsEmpty?: boolean;
  /** Whether the totals also tell how many items the page has, as `length`. */
  readonly countsPage?: boolean;
  /** Whether the totals tell as the limit how many items the page has, and of an empty page no start. */
  readonly limitIsLength?: boolean;
}

/** One page of the items: bare, with totals, or with the checkpoint of the next, as the query asks. */
export function listPage<Item>(
  items: readonly Item[],
  query: ListQuery,
  listing: ListShape<Item>,
  show: (item: Item) => unknown,
): unknown {
  if (query.take !== undefined || query.from !== undefined)
    return checkpointPage(items, query, listing, show);
  const limit = query.per_page ?? 50;
  const start = (query.page ?? 0) * limit;
  const shown = items.slice(start, start + limit).map(show);
  if (query.include_totals !== true) return shown;
  const told =
    listing.limitIsLength === true
      ? { start: shown.length === 0 ? 0 : start, limit: shown.length }
      : { start, limit };
  const totals = { total: items.length, ...told, [listing.name]: shown };
  return listing.countsPage === true ? { ...totals, length: shown.length } : totals;
}

function checkpointPage<Item>(
  items: readonly Item[],
  query: ListQuery,
  listing: ListShape<Item>,
  show: (item: Item) => unknown,
): unknown {
  const take = query.take ?? 50;
  const start = query.from === undefined ? 0 : startAfter(items, query.from, listing);
  const page = items.slice(start, start + take);
  const last = page.at(-1);
  const more = last !== undefined && (listing.endsEmpty === true || start + take < items.length);
  return {
    [listing.name]: page.map(show),
    ...(more && { next: Buffer.from(listing.idOf(last)).toString('base64url') }),
  };
}

function startAfter<Item>(items: readonly Item[], from: string, listing: ListShape<Item>): number {
  const id = Buffer.from(from, 'base64url').toString();
  const index = items.findIndex((item) => listing.idOf(item) === id);
  if (index === -1) throw new ManagementError(400, "Invalid 'from' checkpoint.", 'invalid_checkpoint');
  return index + 1;
}

/**
 * The properties that the query asks for.
 *
 * @param always properties that are answered whatever was asked for
 */
export function selectFields(
  entity: object,
  query: { readonly fields?: string; readonly include_fields?: boolean },
  always: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(entity);
  if (query.fields === undefined || query.fields === '') return Object.fromEntries(entries);
  const names = new Set(query.fields.split(','));
  const include = query.include_fields ?? true;
  return Object.fromEntries(entries.filter(([name]) => names.has(name) === include || always.includes(name)));
}
