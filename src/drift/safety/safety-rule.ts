import { isObject, type Properties } from '../../management/properties/property-rules.ts';
import type { Severity } from '../findings/severity.ts';

/**
 * What a property becomes when it is mended: a value, or for a list what comes of the present one; undefined where nothing safe would be
 * left of it.
 */
export type MendedValue =
  | boolean
  | number
  | string
  | null
  | readonly string[]
  | ((list: readonly string[], stated: Properties) => readonly string[] | undefined);

/** Properties in Pulumi's names, each with what it becomes. */
export type Mended = Readonly<Record<string, MendedValue>>;

/** One setting, and which of its values are not safe. */
export interface SafetyRule {
  /** In Pulumi's names. */
  readonly path: string;
  readonly isUnsafe: (value: unknown, properties: Properties) => boolean;
  /** What it should be, for people. */
  readonly safe: unknown;
  /** The one that a change of the property has too. */
  readonly severity: Severity;
  readonly why: string;
  /** It is a fault only where real users depend on the tenant: elsewhere the program itself declares it so. */
  readonly inProductionOnly?: true;
  /** What makes it safe, by property. */
  readonly mended: Mended;
  /** Its value is long, or may hold secrets: it is not shown. */
  readonly opaque?: true;
}

/** Whether a switch is on. */
export const isOn = (value: unknown): boolean => value === true || value === 'true';

/** Whether a setting that Auth0 shows only where it matters is off. */
export const isOff = (value: unknown): boolean => value === false;

/** Whether there is anything at all. */
export function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.values(value).some(isSet);
  return value !== undefined && value !== null && value !== '' && value !== false;
}

/** Whether a list holds one of these. */
export const holdsAny =
  (...unwanted: readonly string[]) =>
  (value: unknown): boolean =>
    Array.isArray(value) && unwanted.some((each) => value.includes(each));

/** Whether a list of URLs holds one for which the test is true. */
export const holdsUrl =
  (test: (url: URL, text: string) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) &&
    value.some((text: unknown) => {
      if (typeof text !== 'string') return false;
      const url = URL.parse(text);
      return url !== null && test(url, text);
    });

/** What a list becomes without some of its items. */
export const without =
  (isUnwanted: (item: string) => boolean): MendedValue =>
  (list) => {
    const left = list.filter((item) => !isUnwanted(item));
    return left.length === 0 ? undefined : left;
  };

/** What a list becomes with one item more. */
export const including =
  (item: string): MendedValue =>
  (list) => [...new Set([...list, item])];
