/** One thing that was measured. */
export interface Measurement {
  readonly name: string;
  /** The median of several runs, in milliseconds for one. */
  readonly medianMs: number;
}

/** Measurements that were made side by side, so that their ratios hold on any machine. */
export interface Benchmark {
  readonly name: string;
  /** Whether people ask how long one takes, or how many there are in a second, or in a second of the server's own processor time. */
  readonly unit: 'milliseconds' | 'a second' | 'a second of one core';
  /** The measurement that the others are compared with, or how its name begins. */
  readonly reference: string;
  /** Why it cannot be measured here, instead of measurements. */
  measure(): Promise<readonly Measurement[] | string>;
}

/** How long one run of `work` takes. Runs come one after the other; `between` is not counted. */
export async function median(
  work: () => Promise<unknown>,
  {
    runs = 5,
    between = () => Promise.resolve(),
  }: { readonly runs?: number; readonly between?: () => Promise<unknown> } = {},
): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await between();
    const startedMs = performance.now();
    await work();
    times.push(performance.now() - startedMs);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

/** How long one run of each takes. They take turns, so that what else the machine does meets all of them. */
export async function medians(
  works: Readonly<Record<string, () => Promise<unknown>>>,
  runs = 5,
): Promise<readonly Measurement[]> {
  const times = Object.keys(works).map((): number[] => []);
  for (let run = 0; run < runs; run += 1) {
    for (const [index, work] of Object.values(works).entries()) {
      times[index]?.push(await median(work, { runs: 1 }));
    }
  }
  return Object.keys(works).map((name, index) => ({
    name,
    medianMs: times[index]?.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN,
  }));
}
