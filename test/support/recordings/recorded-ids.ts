type Fields = Readonly<Record<string, unknown>>;

/** The properties by which a tenant names what it made. */
const idProperties = new Set([
  'id',
  'client_id',
  'custom_domain_id',
  'themeId',
  'user_id',
  'kid',
  'token_id',
  'next',
]);

/** Which of the tenant's own ids stands for which recorded one. */
export class RecordedIds {
  readonly #ours = new Map<string, string>();
  readonly #theirs = new Set<string>();

  /** Takes the ids of an answer for those at the same place of the recorded answer, where they are new. */
  learn(recorded: unknown, actual: unknown): void {
    if (!isFields(recorded) && !Array.isArray(recorded)) return;
    for (const [key, value] of Object.entries(recorded)) {
      const ours = (actual as Fields | undefined)?.[key];
      if (idProperties.has(key) && typeof value === 'string' && typeof ours === 'string') {
        if (key === 'next') {
          this.#ours.set(value, ours);
          this.#ours.set(inQuery(value), inQuery(ours));
        } else this.is(value, ours);
      }
      this.learn(value, ours);
    }
  }

  /** From now on, `ours` stands for `recorded`; of a user's id, what is behind the provider's name does too. */
  is(recorded: string, ours: string): void {
    if (this.#ours.has(recorded) || this.#theirs.has(ours)) return;
    this.#ours.set(recorded, ours);
    this.#theirs.add(ours);
    const [[provider, inner], [ourProvider, ourInner]] = [recorded.split('|', 2), ours.split('|', 2)];
    if (inner && ourInner && provider === ourProvider) this.is(inner, ourInner);
  }

  /** Whether a recorded id is known. */
  knows(recorded: string): boolean {
    return this.#ours.has(recorded);
  }

  /** Whether an id of the tenant stands for a recorded one. */
  isOurs(id: string): boolean {
    return this.#theirs.has(id);
  }

  /** Something recorded, with the tenant's ids. */
  toTenant<Value>(recorded: Value): Value {
    if (recorded === undefined || this.#ours.size === 0) return recorded;
    const longestFirst = [...this.#ours.keys()].toSorted((a, b) => b.length - a.length);
    const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g');
    const text = JSON.stringify(recorded).replace(pattern, (id) => this.#ours.get(id) ?? id);
    return JSON.parse(text) as Value;
  }
}

/** Whether something is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As Go writes it into a query. */
function inQuery(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1).replaceAll('*', '%2A');
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
