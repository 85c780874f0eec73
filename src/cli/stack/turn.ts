import { setTimeout as delay } from 'node:timers/promises';
import { beginWait, type Wait } from '../../http/patience.ts';
import type { ServedTenant } from '../../local-tenant/state/directory.ts';
import { CliError } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';

const silentMs = 10_000;
/** What is over before a person has read of it needs no words. */
const untoldMs = 300;
const pollMs = 50;

/** The wait for a tenant that another command has to itself. */
export class Turn {
  readonly #directory: string;
  readonly #interrupted: AbortSignal;
  #silentSinceMs: number | undefined;
  #waitedFor: string | undefined;
  #wait: Wait | undefined;

  constructor(directory: string, { interrupted }: Pick<Invocation, 'interrupted'>) {
    this.#directory = directory;
    this.#interrupted = interrupted;
  }

  /**
   * Waits a moment.
   *
   * @throws {CliError} when that process has not answered for ten seconds
   * @throws the reason of an interruption
   */
  async wait({ pid, silent, elsewhere }: Pick<ServedTenant, 'pid' | 'silent' | 'elsewhere'>): Promise<void> {
    this.#interrupted.throwIfAborted();
    const nowMs = performance.now();
    this.#silentSinceMs = silent ? (this.#silentSinceMs ?? nowMs) : undefined;
    const who = `process ${pid}${elsewhere === undefined ? '' : ` of ${elsewhere}`}`;
    if (this.#silentSinceMs !== undefined && nowMs - this.#silentSinceMs > silentMs) {
      this.end();
      throw new CliError(
        `The tenant in ${this.#directory} is held by ${who}, which does not answer. End it, and try again.`,
      );
    }
    const waitedFor = `${who}, which has the tenant in ${this.#directory} to itself`;
    if (this.#waitedFor !== waitedFor) {
      this.end();
      this.#waitedFor = waitedFor;
      this.#wait = beginWait(waitedFor, { untoldMs });
    }
    await delay(pollMs);
  }

  /** The turn has come, or nobody waits for it any more. */
  end(): void {
    this.#wait?.end();
    this.#wait = undefined;
  }
}
