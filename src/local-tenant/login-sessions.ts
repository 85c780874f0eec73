import type { AuthenticationMethod } from './state/entities/users.ts';

/** Somebody's login that a browser holds. Times in seconds since the epoch. */
export interface LoginSession {
  readonly id: string;
  readonly userId: string;
  readonly made: number;
  readonly loggedIn: number;
  /** When it ends unless it is used before. */
  readonly idleUntil: number;
  readonly methods: readonly AuthenticationMethod[];
  readonly clientIds: readonly string[];
}

interface Held {
  readonly session: LoginSession;
  readonly end: () => Promise<void>;
}

/** As many as the OAuth half remembers. */
const mostSessions = 1000;

/** The sessions that the OAuth half holds in memory, for the Management API to tell of and to end: a restart forgets them. */
export class LoginSessions {
  readonly #now: () => number;
  readonly #held = new Map<string, Held>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes note of a session as it is from now on. @param end ends it where it is held */
  note(key: string, session: Omit<LoginSession, 'made'>, end: () => Promise<void>): void {
    const { made } = this.#held.get(key)?.session ?? { made: session.loggedIn };
    this.#held.delete(key);
    const [oldest] = this.#held.keys();
    if (oldest !== undefined && this.#held.size >= mostSessions) this.#held.delete(oldest);
    this.#held.set(key, { session: { ...session, made }, end });
  }

  /** A session has ended. */
  forget(key: string): void {
    this.#held.delete(key);
  }

  /** Those that are good, oldest first. */
  all(): readonly LoginSession[] {
    const seconds = this.#now() / 1000;
    return [...this.#held.values()]
      .map(({ session }) => session)
      .filter(({ idleUntil }) => idleUntil > seconds);
  }

  /** Ends a session, if there is one of that id. */
  async end(id: string): Promise<void> {
    await this.#end((session) => session.id === id);
  }

  /** Ends all sessions of a user, also those that began at this very moment. */
  async endAllOf(userId: string): Promise<void> {
    await this.#end((session) => session.userId === userId);
  }

  async #end(isMeant: (session: LoginSession) => boolean): Promise<void> {
    for (const [key, { session, end }] of this.#held) {
      if (!isMeant(session)) continue;
      this.#held.delete(key);
      await end();
    }
  }
}
