type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * A tenant's export with ids exchanged for what people call the entities, lists of entities in the order of their names, and
 * without what differs between any two tenants: keys, certificates and times.
 */
export function comparableExport(exported: string): Json {
  const state = JSON.parse(exported) as { readonly [name: string]: Json };
  const names = new Map<string, string>();
  nameIds(state, names);
  const renamed = [...names].reduce(
    (text, [id, name]) => text.replaceAll(id, name),
    JSON.stringify(withoutVolatile(state)),
  );
  return sorted(JSON.parse(renamed) as Json);
}

const volatile = new Set(['signing_keys', 'created_at', 'updated_at', 'deployer_client_id']);

function nameIds(value: Json, names: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) return;
  const entity = value as { readonly [name: string]: Json };
  const name = entity['name'] ?? entity['identifier'];
  const id = entity['client_id'] ?? entity['id'];
  if (typeof name === 'string' && typeof id === 'string') names.set(id, `id of ${name}`);
  for (const member of Object.values(value)) nameIds(member, names);
}

function withoutVolatile(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutVolatile);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([name, member]) =>
          !volatile.has(name) &&
          !(name === 'id' && typeof member === 'string' && /^(cgr|acl)_|^[\da-f]{8}-/.test(member)),
      )
      .map(([name, member]) => [name, withoutVolatile(member)]),
  );
}

/** Only lists of entities lose their order; the order of a list of texts is a property's value. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.every((item) => typeof item === 'object')
      ? items.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)))
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
