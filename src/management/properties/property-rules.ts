import { ExpectedError } from '../../text/expected-error.ts';
import type { WireObject } from '../paging.ts';

/** A resource's properties in Pulumi's names. */
export type Properties = Readonly<Record<string, unknown>>;

/** Where one property is not simply its name in snake_case with its value as it is. */
export interface PropertyRule {
  /** The wire's name. @default the name in snake_case */
  readonly wire?: string;
  /** Rules for the members of the object, or of each object in the list. */
  readonly members?: PropertyRules;
  /**
   * `map`: an object whose member names are data. `verbatim`: an object that is camelCase at Auth0 too. `triState`:
   * `"true"`, `"false"` or `"null"` in Pulumi, a boolean or null on the wire. `switchable`: `{ disable: true }` in Pulumi
   * is null on the wire. `single`: a list of one object in Pulumi, the object itself on the wire. `listOfOne`: the other way about.
   */
  readonly as?: 'map' | 'verbatim' | 'triState' | 'switchable' | 'single' | 'listOfOne';
  /** A list whose order means nothing, at Auth0 and in the provider's schema. */
  readonly unordered?: true;
  /** Auth0 never shows it. */
  readonly writeOnly?: true;
  /** Shown by Auth0, but no property of the Pulumi resource. */
  readonly hidden?: true;
  /** Taking it out of the program sends null; any other property is then left as it is, as the provider does. */
  readonly nullable?: true;
  /** Never printed, whether or not the program says that it is secret. */
  readonly secret?: true;
  /** A change needs a new entity (the provider's `ForceNew`). */
  readonly replaces?: true;
  /** Why an embedded run cannot carry it out. */
  readonly unsupported?: string;
}

/** Rules by Pulumi's property name; a property without one follows the defaults. */
export type PropertyRules = Readonly<Record<string, PropertyRule>>;

/** The program states a property that the mapping does not carry. */
export class UnsupportedPropertyError extends ExpectedError {
  override readonly name = 'UnsupportedPropertyError';
  readonly code = 'PROPERTY_UNSUPPORTED';

  readonly property: string;

  constructor(property: string, reason: string) {
    super(`${property} ${reason} Leave it out, or deploy with the Pulumi CLI (--engine pulumi).`);
    this.property = property;
  }
}

/** A property's name on the wire. */
export function wireNameOf(name: string, rules: PropertyRules): string {
  return rules[name]?.wire ?? wireName(name);
}

/** Pulumi's properties as the body of a request. Properties without a value are left out. */
export function toWire(properties: Properties, rules: PropertyRules): Record<string, unknown> {
  return renamed(properties, rules, wireNameOf);
}

type Naming = (name: string, rules: PropertyRules) => string;

const asTheyAre: Naming = (name) => name;

function renamed(properties: Properties, rules: PropertyRules, naming: Naming): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const rule = rules[name] ?? {};
      if (rule.unsupported !== undefined) throw new UnsupportedPropertyError(name, rule.unsupported);
      return [[naming(name, rules), valueToWire(value, rule, naming)]];
    }),
  );
}

function valueToWire(value: unknown, rule: PropertyRule, naming: Naming): unknown {
  if (rule.as === 'map') return value;
  if (rule.as === 'triState')
    return typeof value === 'string' ? (JSON.parse(value) as boolean | null) : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => valueToWire(item, rule, naming));
    return rule.as === 'single' ? items[0] : items;
  }
  if (!isObject(value)) return value;
  if (isSwitchedOff(value, rule)) return null;
  const object = renamed(
    settingsOf(value, rule),
    rule.members ?? {},
    rule.as === 'verbatim' ? asTheyAre : naming,
  );
  return rule.as === 'listOfOne' ? [object] : object;
}

/** Whether the value is the provider's way to say that Auth0 should hold nothing here. */
export function isSwitchedOff(value: unknown, rule: PropertyRule): boolean {
  return rule.as === 'switchable' && isObject(value) && value['disable'] === true;
}

/** A switchable object without the switch; any other object as it is. */
export function settingsOf(value: Record<string, unknown>, rule: PropertyRule): Record<string, unknown> {
  if (rule.as !== 'switchable') return value;
  const { disable: _, ...settings } = value;
  return settings;
}

/** What the wire shows, in Pulumi's names. Hidden properties and nulls are left out. */
export function fromWire(entity: WireObject, rules: PropertyRules): Properties {
  const names = namesByWire(rules);
  const properties: [string, unknown][] = [];
  for (const [wire, value] of Object.entries(entity)) {
    const name = names.get(wire) ?? pulumiName(wire);
    const rule = rules[name] ?? noRule;
    const shown = rule.hidden ? undefined : valueFromWire(value, rule);
    if (shown !== undefined) properties.push([name, shown]);
  }
  return Object.fromEntries(properties);
}

const noRule: PropertyRule = {};
const noRules: PropertyRules = {};
const namesOfRules = new WeakMap<PropertyRules, ReadonlyMap<string, string>>();

/** Pulumi's names of the properties that have a rule, by the wire's; worked out once for the rules of a type. */
function namesByWire(rules: PropertyRules): ReadonlyMap<string, string> {
  const known = namesOfRules.get(rules);
  if (known !== undefined) return known;
  const names = new Map(Object.keys(rules).map((name) => [wireNameOf(name, rules), name]));
  namesOfRules.set(rules, names);
  return names;
}

function valueFromWire(value: unknown, rule: PropertyRule): unknown {
  if (rule.as === 'triState') return JSON.stringify(value);
  if (value === null || value === undefined) return undefined;
  if (rule.as === 'map' || rule.as === 'verbatim') return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => valueFromWire(item, rule));
    return rule.as === 'listOfOne' ? items[0] : items;
  }
  if (!isObject(value)) return value;
  const members = fromWire(value, rule.members ?? noRules);
  return rule.as === 'single' ? [members] : members;
}

/** Whether a value is a JSON object: neither a list nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `jwtConfiguration` → `jwt_configuration`: how the API names what the provider calls otherwise. */
export function wireName(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/** `jwt_configuration` → `jwtConfiguration`. */
export function pulumiName(wire: string): string {
  return !wire.includes('_') ? wire : wire.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
