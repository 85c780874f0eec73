import type { Outcome } from './recording-replay.ts';

type Counts = Record<Outcome['verdict'], number>;

/** How many calls of each kind agree, as a table; what is explained or not served is counted apart. */
export function agreementTable(outcomes: readonly Outcome[]): string {
  const kinds = new Map<string, Counts>();
  for (const { kind, verdict } of outcomes) {
    const counts = kinds.get(kind) ?? { agrees: 0, explained: 0, differs: 0, 'not served': 0 };
    counts[verdict] += 1;
    kinds.set(kind, counts);
  }
  const rows = [...kinds]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([kind, counts]) => row(kind, counts));
  return [
    '| kind | calls | agree | explained | not served |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function row(kind: string, { agrees, explained, differs, 'not served': unserved }: Counts): string {
  const judged = agrees + differs;
  const share = judged === 0 ? '' : `${((100 * agrees) / judged).toFixed(1)} %`;
  return `| ${kind} | ${judged + explained + unserved} | ${share} | ${explained} | ${unserved} |`;
}
