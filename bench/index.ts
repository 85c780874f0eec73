import { compiledCommands } from './compiled.ts';
import { drift, driftBesidePulumi } from './drift.ts';
import type { Benchmark, Measurement } from './measurement.ts';
import { start } from './start.ts';
import { tenant } from './tenant.ts';
import { tokens } from './tokens.ts';
import { issuers, management } from './under-load.ts';

const benchmarks: readonly Benchmark[] = [
  start,
  ...compiledCommands,
  tenant,
  tokens,
  issuers,
  management,
  drift,
  driftBesidePulumi,
];

/** Measures all benchmarks, or those that are named, one after the other, and prints each as a table. */
async function run(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) {
    throw new Error(`There is no benchmark ${unknown}: ${benchmarks.map(({ name }) => name).join(', ')}.`);
  }
  for (const benchmark of benchmarks.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const measured = await benchmark.measure();
    const text = typeof measured === 'string' ? `Not measured. ${measured}` : table(measured, benchmark);
    process.stdout.write(`${benchmark.name}\n${text}\n\n`);
  }
}

function table(measured: readonly Measurement[], { unit, reference }: Benchmark): string {
  const amounts = measured.map(({ medianMs }) => (unit === 'milliseconds' ? medianMs : 1000 / medianMs));
  const compared = amounts[measured.findIndex(({ name }) => name.startsWith(reference))] ?? Number.NaN;
  const width = Math.max(...measured.map(({ name }) => name.length));
  const row = (name: string, amount: string, ratio: string) =>
    `  ${name.padEnd(width)}  ${amount.padStart(20)}  ${ratio.padStart(8)}`;
  return [
    row('', unit, 'ratio'),
    ...measured.map(({ name }, index) => {
      const amount = amounts[index] ?? Number.NaN;
      return row(name, amount.toFixed(0), (amount / compared).toFixed(2));
    }),
  ].join('\n');
}

await run(process.argv.slice(2));
