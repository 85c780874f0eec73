import type { CheckResult, Status } from './check.ts';
import type { Conclusion } from './chatgpt/conclusion.ts';
import type { LeftClient } from './registration/registered-clients.ts';
import type { Target } from './target.ts';

/** A check with the group it belongs to. */
export interface ReportedCheck extends CheckResult {
  readonly group: string;
}

/** Who can answer in place of OmniChat's server. */
export type StandIn = 'reference connector';

/** What verification found; `--json` prints it as it is. */
export interface Report {
  readonly schemaVersion: 1;
  readonly target: Pick<Target, 'issuer' | 'resourceUrl' | 'stack'> & {
    /** Who answered at `resourceUrl` in place of OmniChat's server; absent where it did itself. */
    readonly server?: StandIn;
  };
  readonly checks: readonly ReportedCheck[];
  /** How many checks ended in which way. */
  readonly summary: Readonly<Record<Ending, number>>;
  /** With `--as chatgpt` only. */
  readonly conclusion?: Conclusion;
  /** Clients that were registered on the way and could not be removed; absent where there are none. */
  readonly left?: readonly LeftClient[];
}

/** How a check ended, a warning that failed told from an error that did. */
export type Ending = Status | 'warning';

export function endingOf({ status, severity }: Pick<CheckResult, 'severity' | 'status'>): Ending {
  return status === 'fail' && severity === 'warning' ? 'warning' : status;
}

/** Counts the checks by how they ended. */
export function summarize(checks: readonly Pick<CheckResult, 'severity' | 'status'>[]): Report['summary'] {
  const summary = { pass: 0, fail: 0, warning: 0, skip: 0, unknown: 0 };
  for (const check of checks) summary[endingOf(check)] += 1;
  return summary;
}

/**
 * What a report comes to. `failed`: something is wrong. `unknown`: nothing seen is wrong, and not everything could be seen.
 * Warnings do not count, nor do skipped checks, unless these leave open whether ChatGPT will link.
 */
export function outcomeOf({ summary, conclusion }: Report): 'passed' | 'failed' | 'unknown' {
  if (summary.fail > 0) return 'failed';
  return summary.unknown > 0 || conclusion?.outcome === 'undecided' ? 'unknown' : 'passed';
}
