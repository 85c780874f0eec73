/** An exchange with the real Auth0, reduced to what a tenant must repeat. */
export interface RecordedExchange {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  /** The whole answer. */
  readonly answer?: unknown;
  /** Or what is new in it since the last answer with the same id; a dot leads into a property. */
  readonly changed?: Readonly<Record<string, unknown>>;
  readonly gone?: readonly string[];
}

type Fields = Record<string, unknown>;

const placeholderPattern = /<(client|api|connection|grant|stream) \d+>/g;

/**
 * Holds a tenant's answers against recorded ones.
 *
 * `<client 1>` in a recording stands for an id that the tenant chooses: the first answer that has it tells which. `<any …>`
 * stands for what cannot be repeated, such as a secret: there must be one.
 */
export class Replay {
  readonly #ids = new Map<string, string>();
  #lastById = new Map<unknown, Fields>();

  /** What is sent to the tenant for something recorded: the tenant's ids in the places of the recorded ones. */
  toTenant<Value>(recorded: Value): Value {
    if (recorded === undefined) return recorded;
    const text = JSON.stringify(recorded).replaceAll(
      placeholderPattern,
      (name) => this.#ids.get(name) ?? name,
    );
    return JSON.parse(text) as Value;
  }

  /** What the tenant should answer, given what it did answer: that tells new ids, and what stands for `<any …>`. */
  expected(exchange: RecordedExchange, actual: unknown): unknown {
    const recorded = this.#whole(exchange);
    this.#learn(recorded, actual);
    return filled(this.toTenant(recorded), actual);
  }

  #whole({ path, answer, changed, gone }: RecordedExchange): unknown {
    const [entity = path] = path.split('?');
    const id = /<[^>]+>$/.exec(entity)?.[0] ?? entity;
    const whole = changed ? merged(this.#lastById.get(id) ?? this.#lastApi(entity), changed, gone) : answer;
    if (isFields(whole) && entity === path)
      this.#lastById.set(whole['id'] ?? whole['client_id'] ?? id, whole);
    return whole;
  }

  /** An API is also addressed by its identifier. */
  #lastApi(path: string): Fields | undefined {
    const identifier = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
    return [...this.#lastById.values()].find((fields) => fields['identifier'] === identifier);
  }

  #learn(recorded: unknown, actual: unknown): void {
    if (
      typeof recorded === 'string' &&
      recorded.match(placeholderPattern)?.[0] === recorded &&
      !this.#ids.has(recorded)
    ) {
      this.#ids.set(recorded, String(actual));
    }
    if (!isFields(recorded) && !Array.isArray(recorded)) return;
    for (const [key, value] of Object.entries(recorded))
      this.#learn(value, (actual as Fields | undefined)?.[key]);
  }
}

function merged(last: Fields | undefined, changed: Fields, gone: readonly string[] = []): Fields {
  const whole = structuredClone(last ?? {});
  for (const [path, value] of Object.entries(changed)) {
    const [parent, key] = parentOf(whole, path);
    parent[key] = value;
  }
  for (const path of gone) {
    const [parent, key] = parentOf(whole, path);
    delete parent[key];
  }
  return whole;
}

function parentOf(fields: Fields, path: string): [Fields, string] {
  const [first = path, rest] = path.split('.');
  return rest === undefined ? [fields, first] : [fields[first] as Fields, rest];
}

function filled(expected: unknown, actual: unknown): unknown {
  if (typeof expected === 'string' && expected.startsWith('<any ')) return actual ?? expected;
  if (Array.isArray(expected)) {
    return expected.map((item, index) => filled(item, (actual as unknown[] | undefined)?.[index]));
  }
  if (!isFields(expected)) return expected;
  return Object.fromEntries(
    Object.entries(expected).map(([key, value]) => [
      key,
      filled(value, (actual as Fields | undefined)?.[key]),
    ]),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
