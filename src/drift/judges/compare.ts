import { isDeepStrictEqual } from 'node:util';
import { differences } from '../../management/properties/differences.ts';
import { isObject, type Properties, type PropertyRules } from '../../management/properties/property-rules.ts';
import type { AppliedResource } from '../stack/applied.ts';
import { valueAt } from '../findings/property-path.ts';

/** One property in which a tenant is not as declared. */
export interface Discrepancy {
  readonly kind: 'changed' | 'code-ahead' | 'order-only';
  /** `refreshToken.leeway`; a list of texts as a whole, a list of named objects by its items: `scopes[files:read]`. */
  readonly path: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
}

/** One property in the program, in the tenant and in what was deployed last. */
interface Versions {
  readonly desired: unknown;
  readonly live: unknown;
  readonly applied: unknown;
}

/**
 * Where a resource in the tenant is not as the program declares it. Properties that the program leaves out are not looked
 * at, and a property that Auth0 never shows is taken to be as declared.
 *
 * What is in the tenant as it was deployed, while the program says otherwise, is the program's doing: `code-ahead`.
 */
export function compare(
  desired: Properties,
  live: Properties,
  applied: Pick<AppliedResource, 'inputs' | 'outputs'> | undefined,
  rules: PropertyRules,
): readonly Discrepancy[] {
  return differences(desired, { live, applied: desired }, rules).flatMap(
    ({ path, desired: declared, actual, secret }) => {
      const found = discrepancies(path, {
        desired: declared,
        live: actual,
        applied: applied && (valueAt(applied.inputs, path) ?? valueAt(applied.outputs, path)),
      });
      return secret ? found.map(({ kind, path: secretPath }) => ({ kind, path: secretPath })) : found;
    },
  );
}

function discrepancies(path: string, versions: Versions): readonly Discrepancy[] {
  const { desired, live, applied } = versions;
  if (isNamedList(desired) && isNamedList(live ?? [])) return itemDiscrepancies(path, versions);
  const kind = isSameSet(desired, live) ? 'order-only' : isSame(live, applied) ? 'code-ahead' : 'changed';
  return [{ kind, path, ...shown(desired, live) }];
}

/** Lists whose items have names are compared item by item. */
function itemDiscrepancies(path: string, { desired, live, applied }: Versions): readonly Discrepancy[] {
  const [declared, held, deployed] = [itemsOf(desired), itemsOf(live), itemsOf(applied)];
  return [...new Set([...declared.keys(), ...held.keys()])].flatMap((key): readonly Discrepancy[] => {
    const [wanted, found, before] = [declared.get(key), held.get(key), deployed.get(key)];
    const itemPath = `${path}[${String((wanted ?? found)?.['name'])}]`;
    if (wanted !== undefined && found !== undefined)
      return memberDiscrepancies(itemPath, wanted, found, before);
    const wasDeployed = applied !== undefined && (before === undefined) === (found === undefined);
    return [{ kind: wasDeployed ? 'code-ahead' : 'changed', path: itemPath, ...shown(wanted, found) }];
  });
}

function memberDiscrepancies(
  path: string,
  wanted: Properties,
  found: Properties,
  before: Properties | undefined,
): readonly Discrepancy[] {
  return Object.entries(wanted).flatMap(([member, desired]) =>
    isDeepStrictEqual(desired, found[member])
      ? []
      : discrepancies(`${path}.${member}`, { desired, live: found[member], applied: before?.[member] }),
  );
}

const shown = (expected: unknown, actual: unknown) => ({
  ...(expected !== undefined && { expected }),
  ...(actual !== undefined && { actual }),
});

function isNamedList(value: unknown): value is readonly Properties[] {
  return Array.isArray(value) && value.every((item) => isObject(item) && typeof item['name'] === 'string');
}

/** By what makes an item unique: a permission's name is so only within its API. */
function itemsOf(list: unknown): ReadonlyMap<string, Properties> {
  const items = isNamedList(list) ? list : [];
  return new Map(
    items.map((item) => [JSON.stringify([item['name'], item['resourceServerIdentifier']]), item]),
  );
}

/** Nothing is as good as empty: Auth0 does not show empty values. */
function isSame(live: unknown, applied: unknown): boolean {
  if (applied === undefined) return false;
  const isEmpty = (value: unknown) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  return isDeepStrictEqual(live, applied) || isSameSet(live, applied) || (isEmpty(live) && isEmpty(applied));
}

function isSameSet(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  const sorted = (list: readonly unknown[]) => list.map((item) => JSON.stringify(item)).toSorted();
  return isDeepStrictEqual(sorted(a), sorted(b));
}
