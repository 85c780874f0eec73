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

/** What all readers together make of one text. */
export interface DotenvReading {
  /** Whether every reader takes `name` for `value`, or for unset where `value` is undefined. */
  gets(name: string, value: string | undefined): boolean;
  /** The value that every reader gets for `name`; nothing where it is unset or they disagree. */
  stored(name: string): string | undefined;
}

/** Has every reader read a text, once. */
export function dotenvReading(text: string): DotenvReading {
  const all = readers.map(({ read }) => read(text));
  const gets = (name: string, value: string | undefined) => all.every((values) => values[name] === value);
  return {
    gets,
    stored: (name) => {
      const value = all[0]?.[name];
      return gets(name, value) ? value : undefined;
    },
  };
}

function withoutByteOrderMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
