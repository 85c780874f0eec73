import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const modules = join(import.meta.dirname, 'node_modules');
/** The suite needs Node 22. */
const node = join(modules, 'node/bin/node');
const suite = join(modules, '@modelcontextprotocol/conformance/dist/index.js');

/** One thing that the suite looked at. */
interface SuiteCheck {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly description: string;
  readonly errorMessage?: string;
}

/** What the suite found of one scenario. */
interface ScenarioResult {
  /** How many checks passed. */
  readonly passed: number;
  /** What failed or was warned of, each by its id and once. */
  readonly faults: readonly string[];
}

interface SuiteRun {
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Told what the suite prints, piece by piece. */
  readonly onOutput?: (text: string) => void;
  /** Which of the faults count. @default all */
  readonly counts?: (check: SuiteCheck) => boolean;
}

/**
 * Runs the official conformance suite.
 *
 * @returns what came of each scenario, by its name
 */
export async function runSuite({
  words,
  environment = {},
  onOutput = () => undefined,
  counts = () => true,
}: SuiteRun): Promise<Readonly<Record<string, ScenarioResult>>> {
  if (!existsSync(node)) throw new Error('The suite is not installed: npm run test:conformance does it.');
  const results = await temporaryFolder();
  const child = spawn(node, [suite, ...words, '--output-dir', results], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      onOutput(text);
    });
  }
  await new Promise((resolve) => child.on('close', resolve));
  const files = (await readdir(results, { recursive: true })).filter((file) => file.endsWith('checks.json'));
  if (files.length === 0) throw new Error(`The suite judged nothing:\n${printed}`);
  const read = files.map(async (file) => {
    const checks = JSON.parse(await readFile(join(results, file), 'utf8')) as readonly SuiteCheck[];
    const faults = checks
      .filter((check) => (check.status === 'FAILURE' || check.status === 'WARNING') && counts(check))
      .map(({ id }) => id);
    const passed = checks.filter(({ status }) => status === 'SUCCESS').length;
    return [scenarioOf(dirname(file)), { passed, faults: [...new Set(faults)] }] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** The suite puts the time behind the name, and for some kinds the kind before it. */
const scenarioOf = (folder: string) =>
  folder.replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '').replace(/^(authorization-)?server-/, '');

/** The scenarios with faults, and what these are. */
export const faultsIn = (
  results: Readonly<Record<string, ScenarioResult>>,
): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(results).flatMap(([name, { faults }]) => (faults.length === 0 ? [] : [[name, faults]])),
  );
