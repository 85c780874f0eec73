import type { CheckResult, Status } from './check.ts';
import type { Conclusion } from './chatgpt/conclusion.ts';

/** A check with the group it belongs to. */
export interface ReportedCheck extends CheckResult {
  readonly group: string;
}

/** What verification found; `--json` prints it as it is. */
export interface Report {
  readonly schemaVersion: 1;
  readonly target: { readonly issuer: string; readonly resourceUrl?: string; readonly stack?: string };
  readonly checks: readonly ReportedCheck[];
  /** How many checks ended in which way. */
  readonly summary: Readonly<Record<Status, number>>;
  /** With `--as chatgpt` only. */
  readonly conclusion?: Conclusion;
}

/** Counts the checks by status. */
export function summarize(checks: readonly Pick<CheckResult, 'status'>[]): Report['summary'] {
  const summary = { pass: 0, fail: 0, skip: 0, unknown: 0 };
  for (const { status } of checks) summary[status] += 1;
  return summary;
}

/**
 * What a report comes to. `failed`: something is wrong. `unknown`: nothing seen is wrong, and not everything could be seen.
 * Skipped checks do not count, unless they leave open whether ChatGPT will link.
 */
export function outcomeOf({ summary, conclusion }: Report): 'passed' | 'failed' | 'unknown' {
  if (summary.fail > 0) return 'failed';
  return summary.unknown > 0 || conclusion?.outcome === 'undecided' ? 'unknown' : 'passed';
}
