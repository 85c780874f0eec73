import { AsyncLocalStorage } from 'node:async_hooks';

/** How long somebody waits for others in all, and who is told of it. */
export interface PatienceOptions {
  /** What all waits together may take; waits at the same time count once. */
  readonly limitMs: number;
  /** Called for each wait that a person would notice, with what is waited for and for how long at most. */
  readonly tell: (waitedFor: string, atMostMs: number) => void;
  /** Called once, when the time is used up. It is for the one who waits to end then. */
  readonly giveUp: (waitedFor: string) => void;
}

/** A wait that has begun. */
export interface Wait {
  end(): void;
}

/** A wait that has no end of its own, or a known one. */
export interface WaitLength {
  readonly atMostMs?: number;
  /** What is over sooner needs no words. @default 3 s */
  readonly untoldMs?: number;
}

const noticedMs = 3_000;
/** Several requests wait for the same server at once, and one after the other. */
const quietMs = 10_000;

const nobodys: Wait = { end: () => undefined };
const current = new AsyncLocalStorage<Patience>();

/**
 * Does something with a limit to all the waiting in it. It reaches {@link waitingFor} by the asynchronous context, as a deadline of
 * Go's `context` does: waits happen far below those who know of the limit.
 */
export function withPatience<Result>(options: PatienceOptions, use: () => Promise<Result>): Promise<Result> {
  const patience = new Patience(options);
  return current.run(patience, use).finally(() => patience.close());
}

/** Waits for others, on the time of whoever has {@link withPatience} about it; without anybody it just waits. */
export async function waitingFor<Result>(
  waitedFor: string,
  length: WaitLength,
  wait: () => Promise<Result>,
): Promise<Result> {
  const begun = beginWait(waitedFor, length);
  try {
    return await wait();
  } finally {
    begun.end();
  }
}

/** Begins a wait of several steps on the time of whoever has {@link withPatience} about it; the caller ends it. */
export const beginWait = (waitedFor: string, length: WaitLength = {}): Wait =>
  current.getStore()?.begin(waitedFor, length) ?? nobodys;

class Patience {
  readonly #options: PatienceOptions;
  readonly #open = new Set<{ readonly waitedFor: string }>();
  readonly #toldAtMs = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #usedMs = 0;
  #sinceMs = 0;
  #limit: NodeJS.Timeout | undefined;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  begin(waitedFor: string, { atMostMs = Infinity, untoldMs = noticedMs }: WaitLength): Wait {
    const wait = { waitedFor };
    if (this.#open.size === 0) this.#resume();
    this.#open.add(wait);
    const untold = setTimeout(() => this.#tell(waitedFor, atMostMs), untoldMs).unref();
    this.#timers.add(untold);
    return {
      end: () => {
        clearTimeout(untold);
        this.#timers.delete(untold);
        if (this.#open.delete(wait) && this.#open.size === 0) this.#pause();
      },
    };
  }

  close(): void {
    this.#pause();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #resume(): void {
    this.#sinceMs = performance.now();
    const leftMs = Math.max(0, this.#options.limitMs - this.#usedMs);
    this.#limit = setTimeout(() => {
      const [longest] = this.#open;
      if (longest !== undefined) this.#options.giveUp(longest.waitedFor);
    }, leftMs).unref();
  }

  #pause(): void {
    clearTimeout(this.#limit);
    this.#usedMs += performance.now() - this.#sinceMs;
    this.#sinceMs = performance.now();
  }

  #tell(waitedFor: string, atMostMs: number): void {
    const nowMs = performance.now();
    const toldAtMs = this.#toldAtMs.get(waitedFor);
    if (toldAtMs !== undefined && nowMs - toldAtMs < quietMs) return;
    this.#toldAtMs.set(waitedFor, nowMs);
    const leftMs = this.#options.limitMs - this.#usedMs - (nowMs - this.#sinceMs);
    this.#options.tell(waitedFor, Math.min(atMostMs, leftMs));
  }
}
