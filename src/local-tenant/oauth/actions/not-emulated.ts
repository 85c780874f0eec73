import { Refusal } from '../refusal.ts';

/** What an Action asked for that this tenant does not have. */
export class NotEmulated {
  readonly #action: string;
  #refusal: Refusal | undefined;

  /** @param action its name */
  constructor(action: string) {
    this.#action = action;
  }

  /** Ends the login, whatever the Action makes of the error that it gets. */
  refuse(what: string): never {
    this.#refusal ??= new Refusal(
      501,
      'server_error',
      `The local tenant does not emulate ${what}, which the Action ${this.#action} asks for. Leave it out, or use a tenant at Auth0.`,
    );
    throw this.#refusal;
  }

  /** @throws {Refusal} 501 `server_error` for the first thing that was asked for */
  check(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /**
   * `known`, which refuses `names` instead of having none of them.
   *
   * @param path - how an Action reaches it, such as `event.request`
   */
  refusing<Known extends object>(path: string, known: Known, names: readonly string[]): Known {
    const refused = (name: string | symbol): boolean => typeof name === 'string' && names.includes(name);
    return new Proxy(known, {
      get: (target, name) =>
        refused(name) ? this.refuse(`${path}.${String(name)}`) : (Reflect.get(target, name) as unknown),
      has: (target, name) =>
        refused(name) ? this.refuse(`${path}.${String(name)}`) : Reflect.has(target, name),
    });
  }
}
