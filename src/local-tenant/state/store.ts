import { emptyCollections, type Collections, type ReadableCollections } from './collections.ts';
import type { Branding } from './entities/branding.ts';
import type { Emails } from './entities/emails.ts';
import type { GuardianSettings } from './entities/guardian.ts';
import type { PromptSettings } from './entities/prompts.ts';
import type { AttackProtection, TenantIdentity, TenantSettings } from './entities/settings.ts';

/** What a tenant has exactly one of. */
export interface Documents {
  readonly identity: TenantIdentity;
  readonly settings: TenantSettings;
  readonly prompts: PromptSettings;
  readonly attackProtection: AttackProtection;
  readonly emails: Emails;
  readonly branding: Branding;
  readonly guardian: GuardianSettings;
}

/** All that a tenant holds, as plain data. */
export type State = { readonly documents: Documents } & {
  readonly [Name in keyof Collections]: Collections[Name] extends { get(id: string): infer Entity }
    ? readonly NonNullable<Entity>[]
    : never;
};

/** What a {@link Store.write} may change. */
export interface Transaction extends Collections {
  readonly documents: Documents;
  readonly setDocument: <Name extends keyof Documents>(name: Name, document: Documents[Name]) => void;
}

/** What has changed: the entity that has an id from now on, the id that is nobody's any more, or a document. */
export type StoreChange =
  | readonly ['put', keyof Collections, object]
  | readonly ['remove', keyof Collections, string]
  | readonly ['set', keyof Documents, object];

/**
 * Puts changes where they survive the process, or rejects and leaves there what was there before.
 *
 * @param state all of it, with the changes
 */
export type Persist = (changes: readonly StoreChange[], state: () => State) => Promise<void>;

interface Step {
  readonly change: StoreChange;
  readonly undo: () => void;
}

interface UnsavedWrite {
  readonly steps: readonly Step[];
  readonly saved: () => void;
  readonly failed: (cause: unknown) => void;
}

/**
 * All that a tenant holds: in memory, and saved before a write is answered.
 *
 * Reads are synchronous and see every write at once. Writes that arrive while one is being saved share the next round;
 * when saving fails, every unsaved write is taken back and rejected, so that memory and disk stay the same.
 */
export class Store {
  readonly #persist: Persist;
  readonly #collections: Collections;
  #documents: Documents;
  #steps: Step[] = [];
  #unsaved: UnsavedWrite[] = [];
  #saving: Promise<void> | undefined;

  constructor(state: State, persist: Persist) {
    this.#persist = persist;
    this.#documents = state.documents;
    this.#collections = emptyCollections((collection, id, entity, undo) =>
      this.#steps.push({
        change: entity === undefined ? ['remove', collection, id] : ['put', collection, entity],
        undo,
      }),
    );
    fill(this.#collections, state);
    this.#steps = [];
  }

  /** The collections, to read from. */
  get read(): ReadableCollections {
    return this.#collections;
  }

  /** What the tenant has one of. */
  get documents(): Documents {
    return this.#documents;
  }

  /**
   * Applies `change` as a whole, saves, and resolves with what it returned.
   *
   * `change` is synchronous, so what it reads still holds when it writes. When it throws, nothing has changed.
   */
  async write<Result>(change: (transaction: Transaction) => Result): Promise<Result> {
    const steps: Step[] = [];
    this.#steps = steps;
    let result: Result;
    try {
      result = change(this.#transaction());
    } catch (cause) {
      takeBack(steps);
      throw cause;
    }
    if (steps.length > 0) {
      const saved = new Promise<void>((resolve, reject) => {
        this.#unsaved.push({ steps, saved: resolve, failed: reject });
      });
      this.#saving ??= this.#save();
      await saved;
    }
    return result;
  }

  /** Resolves when no write is waiting to be saved. */
  async settled(): Promise<void> {
    await this.#saving;
  }

  /** All of it, as plain data. */
  state(): State {
    return heldState(this.#documents, this.#collections);
  }

  /** Makes it hold `state` and nothing else. */
  async replace(state: State): Promise<void> {
    await this.write((transaction) => {
      for (const collection of Object.values(this.#collections) as Collections[keyof Collections][])
        empty(collection);
      fill(transaction, state);
      for (const name of Object.keys(state.documents) as (keyof Documents)[]) {
        transaction.setDocument(name, state.documents[name]);
      }
    });
  }

  #transaction(): Transaction {
    const documents = (): Documents => this.#documents;
    return {
      ...this.#collections,
      get documents() {
        return documents();
      },
      setDocument: (name, document) => {
        const previous = this.#documents;
        this.#documents = { ...previous, [name]: document };
        this.#steps.push({
          change: ['set', name, document],
          undo: () => {
            this.#documents = previous;
          },
        });
      },
    };
  }

  async #save(): Promise<void> {
    // Yielding first lets all writes of this turn share one round.
    await Promise.resolve();
    while (this.#unsaved.length > 0) {
      const round = this.#unsaved;
      this.#unsaved = [];
      try {
        const changes = round.flatMap(({ steps }) => steps.map(({ change }) => change));
        await this.#persist(changes, () => this.state());
        for (const write of round) write.saved();
      } catch (cause) {
        // Later writes stand on this round, so they cannot stay either.
        const lost = [...round, ...this.#unsaved];
        this.#unsaved = [];
        for (const write of lost.toReversed()) takeBack(write.steps);
        for (const write of lost) write.failed(cause);
      }
    }
    this.#saving = undefined;
  }
}

function takeBack(steps: readonly Step[]): void {
  for (const { undo } of steps.toReversed()) undo();
}

/** What the collections hold, as plain data. */
export function heldState(documents: Documents, collections: Collections): State {
  const lists = Object.entries(collections).map(([name, collection]) => [
    name,
    [...(collection as Collections[keyof Collections]).values()],
  ]);
  return { documents, ...(Object.fromEntries(lists) as Omit<State, 'documents'>) };
}

function fill(collections: Collections, state: State): void {
  for (const client of state.clients) collections.clients.put(client);
  for (const credential of state.clientCredentials) collections.clientCredentials.put(credential);
  for (const api of state.resourceServers) collections.resourceServers.put(api);
  for (const grant of state.clientGrants) collections.clientGrants.put(grant);
  for (const connection of state.connections) collections.connections.put(connection);
  for (const keys of state.connectionKeys) collections.connectionKeys.put(keys);
  for (const provisioning of state.directoryProvisionings)
    collections.directoryProvisionings.put(provisioning);
  for (const scim of state.scimConfigurations) collections.scimConfigurations.put(scim);
  for (const role of state.roles) collections.roles.put(role);
  for (const user of state.users) collections.users.put(user);
  for (const organization of state.organizations) collections.organizations.put(organization);
  for (const invitation of state.invitations) collections.invitations.put(invitation);
  for (const stream of state.logStreams) collections.logStreams.put(stream);
  for (const custom of state.customDomains) collections.customDomains.put(custom);
  for (const acl of state.networkAcls) collections.networkAcls.put(acl);
  for (const content of state.promptContents) collections.promptContents.put(content);
  for (const rendering of state.screenRenderings) collections.screenRenderings.put(rendering);
  for (const template of state.emailTemplates) collections.emailTemplates.put(template);
  for (const action of state.actions) collections.actions.put(action);
  for (const module of state.actionModules) collections.actionModules.put(module);
  for (const trigger of state.triggerBindings) collections.triggerBindings.put(trigger);
  for (const factor of state.guardianFactors) collections.guardianFactors.put(factor);
  for (const method of state.authenticationMethods) collections.authenticationMethods.put(method);
  for (const record of state.oauthRecords) collections.oauthRecords.put(record);
}

function empty(collection: Collections[keyof Collections]): void {
  for (const id of collection.ids()) collection.remove(id);
}
