/** The read side of a {@link Collection}. */
export interface ReadableCollection<Entity extends object, Index extends string = never> {
  readonly size: number;
  get(id: string): Entity | undefined;
  has(id: string): boolean;
  /** The ids of all entities, oldest first. */
  ids(): readonly string[];
  /** All entities, oldest first. */
  values(): IterableIterator<Entity>;
  /** The entities with that key in a declared index, oldest first; the cost does not grow with the others. */
  by(index: Index, key: string): readonly Entity[];
}

/**
 * Hears of each change of a collection: the entity that has that id from now on, or none, and the function that takes the change
 * back.
 */
export type RecordChange = (id: string, entity: object | undefined, undo: () => void) => void;

/** Entities of one kind by id and by declared indexes. */
export class Collection<Entity extends object, Index extends string = never> implements ReadableCollection<
  Entity,
  Index
> {
  readonly #idOf: (entity: Entity) => string;
  readonly #keysOf: Readonly<Record<Index, (entity: Entity) => readonly string[]>>;
  readonly #record: RecordChange;
  #entities = new Map<string, Entity>();
  /** By id, the order of creation, which the map loses where a removal is taken back. */
  readonly #ages = new Map<string, number>();
  #latest = 0;
  #disordered = false;
  readonly #idsByKey = new Map<Index, Map<string, Set<string>>>();

  constructor(
    idOf: (entity: Entity) => string,
    keysOf: Readonly<Record<Index, (entity: Entity) => readonly string[]>>,
    record: RecordChange,
  ) {
    this.#idOf = idOf;
    this.#keysOf = keysOf;
    this.#record = record;
    for (const index of Object.keys(keysOf) as Index[]) this.#idsByKey.set(index, new Map());
  }

  get size(): number {
    return this.#entities.size;
  }

  get(id: string): Entity | undefined {
    return this.#entities.get(id);
  }

  has(id: string): boolean {
    return this.#entities.has(id);
  }

  ids(): readonly string[] {
    return [...this.#inOrder().keys()];
  }

  values(): IterableIterator<Entity> {
    return this.#inOrder().values();
  }

  by(index: Index, key: string): readonly Entity[] {
    const ids = [...(this.#idsByKey.get(index)?.get(key) ?? [])];
    if (ids.length > 1) ids.sort((a, b) => this.#age(a) - this.#age(b));
    return ids.flatMap((id) => this.#entities.get(id) ?? []);
  }

  /** Adds the entity, or replaces the one with its id, which is returned. */
  put(entity: Entity): string {
    const id = this.#idOf(entity);
    this.#change(id, entity);
    return id;
  }

  /** Removes the entity with that id, if there is one. */
  remove(id: string): void {
    if (this.#entities.has(id)) this.#change(id, undefined);
  }

  #change(id: string, entity: Entity | undefined): void {
    const previous = this.#entities.get(id);
    const age = this.#ages.get(id);
    if (age === undefined) this.#ages.set(id, (this.#latest += 1));
    this.#set(id, entity);
    if (entity === undefined) this.#ages.delete(id);
    this.#record(id, entity, () => {
      this.#set(id, previous);
      if (age === undefined) this.#ages.delete(id);
      else this.#ages.set(id, age);
      this.#disordered ||= entity === undefined;
    });
  }

  #inOrder(): Map<string, Entity> {
    if (this.#disordered) {
      this.#entities = new Map([...this.#entities].sort(([a], [b]) => this.#age(a) - this.#age(b)));
      this.#disordered = false;
    }
    return this.#entities;
  }

  #age(id: string): number {
    return this.#ages.get(id) ?? 0;
  }

  #set(id: string, entity: Entity | undefined): void {
    const previous = this.#entities.get(id);
    for (const [index, idsByKey] of this.#idsByKey) {
      const after = new Set(entity && this.#keysOf[index](entity));
      for (const key of previous ? this.#keysOf[index](previous) : []) {
        if (!after.has(key)) removeFrom(idsByKey, key, id);
      }
      for (const key of after) addTo(idsByKey, key, id);
    }
    if (entity === undefined) this.#entities.delete(id);
    else this.#entities.set(id, entity);
  }
}

function addTo(idsByKey: Map<string, Set<string>>, key: string, id: string): void {
  const ids = idsByKey.get(key);
  if (ids) ids.add(id);
  else idsByKey.set(key, new Set([id]));
}

function removeFrom(idsByKey: Map<string, Set<string>>, key: string, id: string): void {
  const ids = idsByKey.get(key);
  ids?.delete(id);
  if (ids?.size === 0) idsByKey.delete(key);
}
