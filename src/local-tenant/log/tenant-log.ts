import { type AskingSdk, askingSdk } from './asking-sdk.ts';

/** An event of a tenant's log, as the Management API shows it. Source: Management API v2, `/logs`; Auth0 "Log Event Type Codes". */
export interface TenantEvent {
  /** Later events have greater ones, as texts. */
  readonly log_id: string;
  /** ISO 8601. */
  readonly date: string;
  readonly type: EventType;
  readonly description?: string;
  readonly client_id?: string;
  readonly client_name?: string;
  readonly user_id?: string;
  readonly user_name?: string;
  readonly connection?: string;
  readonly audience?: string;
  readonly scope?: string;
  readonly hostname: string;
  /** Of a write of the Management API, its request and what came of it. */
  readonly details?: object;
  /** The SDK whose request it was, where it named itself. */
  readonly auth0_client?: AskingSdk;
}

/**
 * `s`, `ss`, `f`, `fp`, `fu`, `fs`: a login, a sign-up, and those that failed, of logins `fp` for a wrong password and `fu` for an unknown
 * address.
 * `limit_wc`: an account that is blocked. `se…ft`, `fe…ft`: a code (`ac`), a refresh token (`rt`) or client credentials (`cc`)
 * exchanged for tokens, or not. `sapi`, `fapi`: a write of the Management API that was done, or not; and an application that
 * registered itself, or not, for which Auth0 publishes no type of its own. `actions_…`: an Action that threw. `gd_…`: another factor, and what came of it.
 */
type EventType =
  | 's'
  | 'ss'
  | 'f'
  | 'fp'
  | 'fu'
  | 'fs'
  | 'limit_wc'
  | 'seacft'
  | 'feacft'
  | 'sertft'
  | 'fertft'
  | 'seccft'
  | 'feccft'
  | 'sapi'
  | 'actions_execution_failed'
  | 'gd_start_enroll'
  | 'gd_enrollment_complete'
  | 'gd_start_auth'
  | 'gd_auth_succeed'
  | 'gd_auth_failed'
  | 'gd_otp_rate_limit_exceed'
  | 'fapi';

/** What is known of an event when it happens. */
export type NewEvent = Omit<TenantEvent, 'log_id' | 'date' | 'hostname' | 'auth0_client'>;

/** How many events are kept; Auth0 keeps those of a day on its free plan, and of thirty days at the most. */
export const mostEvents = 2000;

/** A tenant's log, the latest event last. */
export class TenantLog {
  readonly #events: TenantEvent[];
  readonly #hostname: string;
  readonly #now: () => number;
  readonly #keep: (event: TenantEvent) => void;

  /**
   * @param options.now milliseconds since the epoch
   * @param options.events those of before
   * @param options.keep puts an event where it survives the process
   */
  constructor(options: {
    readonly hostname: string;
    readonly now: () => number;
    readonly events?: readonly TenantEvent[];
    readonly keep?: (event: TenantEvent) => void;
  }) {
    this.#events = [...(options.events ?? [])];
    this.#hostname = options.hostname;
    this.#now = options.now;
    this.#keep = options.keep ?? (() => undefined);
  }

  get events(): readonly TenantEvent[] {
    return this.#events;
  }

  add(event: NewEvent): void {
    const date = new Date(this.#now()).toISOString();
    const last = this.#events.at(-1)?.log_id;
    const number = last === undefined ? 1 : Number(last.slice(-10)) + 1;
    const logId = `900${date.replaceAll(/\D/g, '')}${String(number).padStart(10, '0')}`;
    const sdk = askingSdk();
    const added = {
      log_id: logId,
      date,
      hostname: this.#hostname,
      ...event,
      ...(sdk !== undefined && { auth0_client: sdk }),
    };
    this.#events.push(added);
    if (this.#events.length > mostEvents) this.#events.shift();
    this.#keep(added);
  }

  clear(): void {
    this.#events.length = 0;
  }
}
