/**
 * An entity with the properties of a PATCH body put over its own.
 *
 * Null takes a property away. The properties in `merged` are objects whose own properties are put over one by one, null again
 * taking away; all others are replaced as a whole.
 */
export function patched<Entity extends object>(
  entity: Entity,
  body: object,
  merged: readonly string[] = [],
): Entity {
  const before = entity as Readonly<Record<string, unknown>>;
  const changes = Object.entries(body).map(([name, value]) => [
    name,
    merged.includes(name) && isObject(value) && isObject(before[name]) ? patched(before[name], value) : value,
  ]);
  return withoutNulls({ ...before, ...(Object.fromEntries(changes) as object) }) as Entity;
}

/** An entity with a PATCH put over it, its objects member by member at any depth; null takes a property away. */
export function deeplyPatched<Entity extends object>(entity: Entity, body: object): Entity {
  const before = entity as Readonly<Record<string, unknown>>;
  const changes = Object.entries(body).map(([name, value]) => [
    name,
    isObject(value) && isObject(before[name]) ? deeplyPatched(before[name], value) : value,
  ]);
  return withoutNulls({ ...before, ...(Object.fromEntries(changes) as object) }) as Entity;
}

/** An object without the properties that are null. */
export function withoutNulls(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
