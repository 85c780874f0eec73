import type { SigningKey } from './signing-key.ts';

/** The keys of a tenant, as they are kept. */
export interface RingKeys {
  readonly current: SigningKey;
  readonly next: SigningKey;
  /** Those that were current before, the latest last. */
  readonly previous: readonly SigningKey[];
}

/** How keys are made and kept. */
export interface KeyStorage {
  readonly make: () => Promise<SigningKey>;
  /** Puts the keys where they survive the process, the new ones before any of the old is gone. */
  readonly save: (keys: RingKeys) => Promise<void>;
}

/** As many as Auth0 lists. Source: Auth0, "Revoke Signing Keys". */
const mostRevoked = 3;

/**
 * The keys that a tenant signs with: tokens are signed with the current one, and the next one, published already, follows it at a
 * rotation. What was signed with a previous one is good until that is revoked. Source: Auth0, "Signing Keys".
 */
export class SigningKeyRing {
  readonly #storage: KeyStorage;
  #keys: RingKeys;
  #changed: Promise<unknown> = Promise.resolve();
  #revoked: readonly { readonly key: SigningKey; readonly at: number }[] = [];

  constructor(keys: RingKeys, storage: KeyStorage) {
    this.#keys = keys;
    this.#storage = storage;
  }

  get current(): SigningKey {
    return this.#keys.current;
  }

  get next(): SigningKey {
    return this.#keys.next;
  }

  get previous(): readonly SigningKey[] {
    return this.#keys.previous;
  }

  /** Those by which tokens are good, the current one first. */
  get published(): readonly SigningKey[] {
    return [this.current, this.next, ...this.previous];
  }

  /** Those that were revoked since the process began, the latest last; `at` in milliseconds since the epoch. */
  get revoked(): readonly { readonly key: SigningKey; readonly at: number }[] {
    return this.#revoked;
  }

  /** Makes the next key the current one, and another the next, which is returned. */
  rotate(): Promise<SigningKey> {
    return this.#inTurn(async () => {
      const made = await this.#storage.make();
      await this.#replace({
        current: this.next,
        next: made,
        previous: [...this.previous, this.current],
      });
      return made;
    });
  }

  /** Makes what was signed with a previous key worthless. */
  revoke(key: SigningKey, at: number): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.previous.includes(key)) return;
      await this.#replace({ ...this.#keys, previous: this.previous.filter((other) => other !== key) });
      this.#revoked = [...this.#revoked, { key, at }].slice(-mostRevoked);
    });
  }

  /** A change begins with what the one before it left, also where that failed. */
  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const changed = this.#changed.then(change);
    this.#changed = changed.catch(() => undefined);
    return changed;
  }

  async #replace(keys: RingKeys): Promise<void> {
    await this.#storage.save(keys);
    this.#keys = keys;
  }
}
