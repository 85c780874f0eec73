import { Random } from './random.ts';

/** What happened in all rounds, by its name. */
export class Counts {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  /** Keeps the largest. */
  most(name: string, value: number): void {
    this.#counts.set(name, Math.max(value, this.#counts.get(name) ?? 0));
  }

  /** All of them, for people. */
  text(): string {
    return [...this.#counts].map(([name, count]) => `${count.toLocaleString('en')} ${name}`).join(', ');
  }
}

const { CHAOS_SEED, CHAOS_ROUNDS, CHAOS_MINUTES } = process.env;

/**
 * Does rounds, each from a seed of its own, until `CHAOS_MINUTES` (5) are over or `CHAOS_ROUNDS` were done; prints the first seed and
 * what was counted. `CHAOS_SEED` is the seed to begin with.
 *
 * @param part what the test is called: a failure prints the command that repeats its round
 */
export async function rounds(
  part: string,
  round: (random: Random, counts: Counts) => Promise<void>,
): Promise<void> {
  const first = CHAOS_SEED === undefined ? Date.now() % 1_000_000_000 : Number(CHAOS_SEED);
  const most = CHAOS_ROUNDS === undefined ? Infinity : Number(CHAOS_ROUNDS);
  const endsAtMs = performance.now() + Number(CHAOS_MINUTES ?? 5) * 60_000;
  const counts = new Counts();
  say(`${part}: seed ${first}`);
  let done = 0;
  while (done < most && (done === 0 || performance.now() < endsAtMs)) {
    const seed = first + done;
    try {
      await round(new Random(seed), counts);
    } catch (cause) {
      say(`${part}: ${counts.text()}, until it failed`);
      throw new Error(
        `${part}, seed ${seed}: ${messageOf(cause)}\n` +
          `Again: CHAOS_SEED=${seed} CHAOS_ROUNDS=1 npm run chaos -- -t '${part}'`,
        { cause },
      );
    }
    done += 1;
  }
  say(`${part}: ${done.toLocaleString('en')} rounds, ${counts.text()}`);
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** An expectation's message leaves out most of what was seen. */
function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'actual' in cause ? `${cause.message}: ${JSON.stringify(cause.actual)}` : cause.message;
}
