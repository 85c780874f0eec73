/** Usage: `node --import tsx ci/report.ts preview|drift STACK EXIT_CODE FILE`: tells people what a run found. */
import { readFile } from 'node:fs/promises';
import { keepDriftIssue } from './drift-issue.ts';
import { forgeOf } from './current-forge.ts';
import type { Forge } from './forge.ts';
import { keepStickyComment } from './sticky-comment.ts';

type Report = (forge: Forge, stack: string, exitCode: number, text: string) => Promise<string>;

const reports = new Map<string | undefined, Report>([
  [
    'preview',
    async (forge, stack, exitCode, plan) =>
      `comment ${await keepStickyComment(forge, stack, { exitCode, plan })}`,
  ],
  [
    'drift',
    async (forge, stack, exitCode, findings) =>
      `issue ${await keepDriftIssue(forge, stack, { exitCode, findings })}`,
  ],
]);

const [kind, stack, exitCode, file] = process.argv.slice(2);
const report = reports.get(kind);
if (!report || !stack || !exitCode || !/^\d+$/.test(exitCode) || !file) {
  process.stderr.write('error: usage: ci/report.ts preview|drift STACK EXIT_CODE FILE\n');
  process.exitCode = 64;
} else {
  try {
    const outcome = await report(forgeOf(process.env), stack, Number(exitCode), await readFile(file, 'utf8'));
    process.stderr.write(`${stack}: ${outcome}\n`);
  } catch (error) {
    process.stderr.write(`error: ${reasons(error).join(': ')}\n`);
    process.exitCode = 1;
  }
}

/** An error's message, then that of each cause: what fetch throws says why only in the last. */
function reasons(error: unknown): string[] {
  return error instanceof Error ? [error.message, ...reasons(error.cause)] : [];
}
