import { isDeepStrictEqual } from 'node:util';
import {
  isObject,
  isSwitchedOff,
  type Properties,
  type PropertyRule,
  type PropertyRules,
  settingsOf,
} from './property-rules.ts';

/** One property that is not as it should be. */
export interface Difference {
  /** In Pulumi's names, with a dot before each member: `refreshToken.leeway`. Lists are compared whole. */
  readonly path: string;
  readonly desired?: unknown;
  readonly actual?: unknown;
  /** Whether only a new entity can have the desired value. */
  readonly replaces: boolean;
  /** Whether neither value may be printed. */
  readonly secret: boolean;
}

/** What a property is held against. */
interface Actual {
  /** What the tenant shows. */
  readonly live?: unknown;
  /** What was applied last; says what the tenant does not show. */
  readonly applied?: unknown;
}

/**
 * Where a tenant differs from what is declared. Only declared properties are compared; a declared one that was taken out
 * of the program counts if its rule is `nullable`.
 *
 * Auth0 does not show empty values: one that is declared empty and not shown is as it should be once it was applied.
 */
export function differences(
  desired: Properties,
  actual: { readonly live?: Properties | undefined; readonly applied?: Properties | undefined },
  rules: PropertyRules,
): readonly Difference[] {
  const declared = Object.entries(desired).flatMap(([name, value]) =>
    value === undefined
      ? []
      : compare(
          name,
          value,
          { live: actual.live?.[name], applied: actual.applied?.[name] },
          rules[name] ?? {},
        ),
  );
  const cleared = Object.entries(actual.applied ?? {}).flatMap(([name, applied]) =>
    rules[name]?.nullable &&
    desired[name] === undefined &&
    (actual.live === undefined || actual.live[name] !== undefined)
      ? [{ path: name, actual: actual.live?.[name] ?? applied, ...marksOf(rules[name]) }]
      : [],
  );
  return [...declared, ...cleared];
}

function compare(path: string, desired: unknown, actual: Actual, rule: PropertyRule): Difference[] {
  if (isSwitchedOff(desired, rule))
    return actual.live === undefined ? [] : [{ path, desired, actual: actual.live, ...marksOf(rule) }];
  if (isObject(desired) && rule.as !== 'map') {
    return Object.entries(settingsOf(desired, rule)).flatMap(([name, value]) =>
      value === undefined
        ? []
        : compare(
            `${path}.${name}`,
            value,
            memberOf(actual, name),
            inherit(rule, rule.members?.[name] ?? {}),
          ),
    );
  }
  const shown = rule.writeOnly ? undefined : actual.live;
  const compared = shown === undefined && (rule.writeOnly || isEmpty(desired)) ? actual.applied : shown;
  if (isDeepStrictEqual(normal(desired, rule), normal(compared, rule))) return [];
  return [{ path, desired, actual: compared, ...marksOf(rule) }];
}

const memberOf = ({ live, applied }: Actual, name: string): Actual => ({
  live: isObject(live) ? live[name] : undefined,
  applied: isObject(applied) ? applied[name] : undefined,
});

const marksOf = ({ replaces, secret }: PropertyRule) => ({
  replaces: replaces ?? false,
  secret: secret ?? false,
});

const inherit = ({ writeOnly, replaces, secret }: PropertyRule, member: PropertyRule): PropertyRule => ({
  ...(writeOnly && { writeOnly }),
  ...(replaces && { replaces }),
  ...(secret && { secret }),
  ...member,
});

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === '' || value === false || value === 'null';
}

/** Without what makes no difference: the order of members and of unordered lists, and members without a value. */
function normal(value: unknown, rule: PropertyRule): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => normal(item, {}));
    return rule.unordered
      ? items.toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)))
      : items;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(
    ([, member]) => member !== undefined && member !== null && member !== '',
  );
  return Object.fromEntries(
    members.toSorted(([a], [b]) => compareText(a, b)).map(([name, member]) => [name, normal(member, {})]),
  );
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
