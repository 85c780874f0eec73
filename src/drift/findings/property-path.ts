import { isObject, type Properties } from '../../management/properties/property-rules.ts';

/** The value at a path of members, `refreshToken.leeway`; undefined where there is none. */
export function valueAt(properties: Properties, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, member) => (isObject(value) ? value[member] : undefined), properties);
}
