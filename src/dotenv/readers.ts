import { parseEnv } from 'node:util';
import { parse } from 'dotenv';

type Values = Readonly<Record<string, string | undefined>>;

/** A program that servers load their `.env` with. */
interface Reader {
  readonly name: string;
  readonly read: (text: string) => Values;
}

/**
 * The two readers that a `.env` must mean the same to.
 *
 * Both get the text without its byte-order mark: dotenv skips it, Node takes it for part of the first name.
 */
export const readers: readonly Reader[] = [
  { name: 'dotenv', read: (text) => parse(withoutByteOrderMark(text)) },
  { name: 'node:util parseEnv', read: (text) => parseEnv(withoutByteOrderMark(text)) },
];

/** Whether every reader takes `name` in this text for `value`, or for unset where `value` is undefined. */
export function everyReaderGets(text: string, name: string, value: string | undefined): boolean {
  return readers.every(({ read }) => read(text)[name] === value);
}

/** The value that every reader gets for `name`; nothing where it is unset or they disagree. */
export function storedValue(text: string, name: string): string | undefined {
  const [value, ...others] = readers.map(({ read }) => read(text)[name]);
  return others.every((other) => other === value) ? value : undefined;
}

function withoutByteOrderMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
