import { isDeepStrictEqual } from 'node:util';
import { lineDiff } from './line-diff.ts';
import { itemText, listDifference } from './list-difference.ts';

/** A part of a value that came (`+`), went (`-`) or became another (`~`), in words. */
export interface PartChange {
  readonly sign: '+' | '-' | '~';
  readonly text: string;
}

/**
 * How one value becomes another, part by part: the lines of a text of several, and the items of a list, of those that have a name its
 * members. Empty where a list is only in another order.
 *
 * @returns undefined of values that have no parts
 */
export function valueDifference(from: unknown, to: unknown): readonly PartChange[] | undefined {
  if (isLong(from) || isLong(to))
    return lineDiff(textOf(from), textOf(to)).map(({ sign, line }) => ({ sign, text: line }));
  if (!Array.isArray(from) || !Array.isArray(to)) return undefined;
  const [before, after] = [namedItems(from), namedItems(to)];
  if (before === undefined || after === undefined) {
    const { added, removed } = listDifference(from, to);
    return [...signed('+', added), ...signed('-', removed)];
  }
  const only = (items: NamedItems, others: NamedItems) =>
    [...items].flatMap(([name, item]) => (others.has(name) ? [] : [itemText(item)]));
  return [
    ...[...before].flatMap(([name, item]) => memberChanges(name, item, after.get(name) ?? item)),
    ...signed('+', only(after, before)),
    ...signed('-', only(before, after)),
  ];
}

/** Whether a value is a text of several lines. */
export const isLong = (value: unknown): value is string => typeof value === 'string' && /\n./.test(value);

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

const signed = (sign: PartChange['sign'], texts: readonly string[]): readonly PartChange[] =>
  texts.map((text) => ({ sign, text }));

type Item = Readonly<Record<string, unknown>>;
type NamedItems = ReadonlyMap<string, Item>;

/** Undefined where an item has no name, or two have the same. */
function namedItems(list: readonly unknown[]): NamedItems | undefined {
  const items = new Map<string, Item>();
  for (const item of list) {
    if (!isItem(item) || typeof item['name'] !== 'string' || items.has(item['name'])) return undefined;
    items.set(item['name'], item);
  }
  return items;
}

const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberChanges = (name: string, from: Item, to: Item): readonly PartChange[] =>
  Object.keys({ ...from, ...to })
    .filter((member) => !isDeepStrictEqual(from[member], to[member]))
    .map((member) => ({
      sign: '~',
      text: `${name} ${member}: ${JSON.stringify(from[member])} → ${JSON.stringify(to[member])}`,
    }));
