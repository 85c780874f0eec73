import { setTimeout as delay } from 'node:timers/promises';
import type { ServedTenant } from '../../local-tenant/state/directory.ts';
import { CliError } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';

const silentMs = 10_000;
const longestMs = 10 * 60_000;
/** What is over before a person has read of it needs no words. */
const untoldMs = 300;
const pollMs = 50;

/** The wait for a tenant that another command has to itself; the person is told whom for. */
export class Turn {
  readonly #directory: string;
  readonly #invocation: Pick<Invocation, 'terminal' | 'interrupted'>;
  readonly #sinceMs = performance.now();
  #silentSinceMs: number | undefined;
  #told: number | undefined;

  constructor(directory: string, invocation: Pick<Invocation, 'terminal' | 'interrupted'>) {
    this.#directory = directory;
    this.#invocation = invocation;
  }

  /**
   * Waits a moment.
   *
   * @throws {CliError} when that process has not answered for ten seconds, or the wait has taken ten minutes
   * @throws the signal that interrupts it
   */
  async wait({ pid, silent, elsewhere }: Pick<ServedTenant, 'pid' | 'silent' | 'elsewhere'>): Promise<void> {
    const { terminal, interrupted } = this.#invocation;
    interrupted.throwIfAborted();
    const nowMs = performance.now();
    this.#silentSinceMs = silent ? (this.#silentSinceMs ?? nowMs) : undefined;
    const who = `process ${pid}${elsewhere === undefined ? '' : ` of ${elsewhere}`}`;
    if (this.#silentSinceMs !== undefined && nowMs - this.#silentSinceMs > silentMs) {
      throw new CliError(
        `The tenant in ${this.#directory} is held by ${who}, which does not answer. End it, and try again.`,
      );
    }
    if (nowMs - this.#sinceMs > longestMs) {
      throw new CliError(
        `The tenant in ${this.#directory} has been held for ten minutes, now by ${who}. Let it end, and try again.`,
      );
    }
    if (nowMs - this.#sinceMs > untoldMs && this.#told !== pid) {
      terminal.progress(`Waiting for ${who}, which has the tenant in ${this.#directory} to itself.`);
      this.#told = pid;
    }
    await delay(pollMs);
  }
}
