import { wireNameOf, type PropertyRules } from '../../management/properties/property-rules.ts';
import type { Kind } from '../judgements/judgement.ts';
import { MendError } from './error.ts';
import { documentOf, type Mendable } from './mendable.ts';
import { jsonIn } from '../../text/json.ts';

/** A property, what it is to be, and where it is in its document on the wire. */
export interface PropertyAssignment {
  /** In Pulumi's names. */
  readonly key: string;
  readonly value: unknown;
  readonly wire: readonly [property: string, ...members: string[]];
}

/**
 * Reads `key=value`, a text as it is and anything else as JSON.
 *
 * @throws {MendError} for a property that nobody sets, or a value that it cannot have
 */
export function assignmentOf(mended: Mendable, pair: string): PropertyAssignment {
  const [, key = pair, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  const kind = mended.keys.get(key);
  if (kind === undefined) {
    throw new MendError(
      `${key} of ${mended.address} is nothing that a mend sets. Those are: ${keysOf(mended)}.`,
    );
  }
  if (text === undefined) throw new MendError(`Say what ${key} is to be: ${key}=VALUE.`);
  const value = valueOf(text, kind);
  if (value === undefined) throw new MendError(`${key} has to be ${kinds[kind]}; ${text} is not.`);
  const { member, rules } = documentOf(mended, key);
  const steps = key.split('.').slice(member === undefined ? 0 : 1);
  return { key, value, wire: wirePath(steps, rules) };
}

/** The properties that may be set of one thing, for people. */
export const keysOf = ({ keys }: Mendable): string => [...keys.keys()].toSorted().join(', ') || 'none';

const kinds: Readonly<Record<Kind, string>> = {
  flag: 'true or false',
  number: 'a number',
  text: 'a text',
  texts: 'a list of texts in JSON, such as ["a","b"]',
  nothing: 'null, which takes it away',
};

function valueOf(text: string, kind: Kind): unknown {
  if (kind === 'text') return text;
  const value = jsonIn(text);
  const fits = {
    flag: typeof value === 'boolean',
    number: typeof value === 'number',
    texts: Array.isArray(value) && value.every((item) => typeof item === 'string'),
    nothing: value === null,
  }[kind];
  return fits ? value : undefined;
}

function wirePath([name = '', ...rest]: readonly string[], rules: PropertyRules): PropertyAssignment['wire'] {
  const wire = wireNameOf(name, rules);
  return rest.length === 0 ? [wire] : [wire, ...wirePath(rest, rules[name]?.members ?? {})];
}
