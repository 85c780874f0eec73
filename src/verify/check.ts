import { type Gathering, NotApplicable, type Source, UnusableAnswer } from './evidence.ts';
import type { Remedy } from './remedy.ts';
import type { Target } from './target.ts';

/** How much a failure matters. `error`: somebody cannot log in, or the wrong one can. `warning`: it works, and could do better. */
type CheckSeverity = 'error' | 'warning';

/** How a check ended. `unknown`: what it judges by could not be had. */
export type Status = 'pass' | 'fail' | 'skip' | 'unknown';

/** What a judge makes of its evidence. `evidence` is a sentence for people and holds no secret. */
export type Verdict =
  | { readonly status: 'pass' | 'skip'; readonly evidence: string }
  | { readonly status: 'fail' | 'unknown'; readonly evidence: string; readonly remedy?: Remedy };

/** One check as it ended. */
export interface CheckResult {
  /** Stable: scripts hold on to it. */
  readonly id: string;
  /** What holds when it passes. */
  readonly title: string;
  readonly severity: CheckSeverity;
  readonly status: Status;
  /** What was seen; the reason where it is `skip`, the cause where it is `unknown`. */
  readonly evidence: string;
  /** With `fail` and `unknown` only, and where what was seen tells which setting is behind it. */
  readonly remedy?: Remedy;
}

/** A question about the target, with the evidence it needs and the judge of it. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly severity: CheckSeverity;
  readonly run: (gathering: Gathering) => Promise<CheckResult>;
}

type Sources = Readonly<Record<string, Source<unknown>>>;
type EvidenceOf<Needs extends Sources> = {
  readonly [Name in keyof Needs]: Needs[Name] extends Source<infer Value> ? Value : never;
};

/** A check before its needs are forgotten. `judge` is pure: the same evidence gives the same verdict. */
export interface CheckDefinition<Needs extends Sources> {
  readonly id: string;
  readonly title: string;
  /** @default error */
  readonly severity?: CheckSeverity;
  readonly needs: Needs;
  readonly judge: (evidence: EvidenceOf<Needs>, target: Target) => Verdict;
}

/** Makes a check. It is skipped when any of its needs does not apply, and else `unknown` when any cannot be had or judged. */
export function check<Needs extends Sources>({
  id,
  title,
  severity = 'error',
  needs,
  judge,
}: CheckDefinition<Needs>): Check {
  return {
    id,
    title,
    severity,
    run: async (gathering) => {
      const names = Object.keys(needs);
      const gathered = await Promise.allSettled(Object.values(needs).map((need) => gathering.evidence(need)));
      const reasons = gathered.flatMap((outcome): unknown[] =>
        outcome.status === 'rejected' ? [outcome.reason] : [],
      );
      const inapplicable = reasons.find((reason) => reason instanceof NotApplicable);
      if (inapplicable !== undefined) {
        return { id, title, severity, status: 'skip', evidence: inapplicable.message };
      }
      if (reasons.length > 0) {
        return { id, title, severity, ...unknown(messageOf(reasons[0]), remedyIn(reasons[0])) };
      }
      const values = gathered.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value);
      const evidence = Object.fromEntries(names.map((name, index) => [name, values[index]]));
      try {
        return { id, title, severity, ...judge(evidence as EvidenceOf<Needs>, gathering.target) };
      } catch (error) {
        // What servers send is anybody's, and no judge foresees all of it.
        return { id, title, severity, status: 'unknown', evidence: messageOf(error) };
      }
    },
  };
}

/** The evidence shows that it holds. */
export const pass = (evidence: string): Verdict => ({ status: 'pass', evidence });

/** The evidence shows that it does not hold. Without a remedy where it does not show why: a setting is seen, never guessed. */
export const fail = (evidence: string, remedy: Remedy | undefined): Verdict => ({
  status: 'fail',
  evidence,
  ...(remedy !== undefined && { remedy }),
});

/** There is nothing to judge, for this reason. */
export const skip = (reason: string): Verdict => ({ status: 'skip', evidence: reason });

/** The evidence shows neither, for this cause; with a remedy where that is seen to be a setting. */
export const unknown = (cause: string, remedy?: Remedy): Verdict => ({
  status: 'unknown',
  evidence: cause,
  ...(remedy !== undefined && { remedy }),
});

/** Passes unless there are faults. */
export function judged(
  faults: readonly string[],
  { holds, remedy }: { readonly holds: string; readonly remedy: Remedy | undefined },
): Verdict {
  return faults.length === 0 ? pass(holds) : fail(faults.join('; '), remedy);
}

const remedyIn = (error: unknown) => (error instanceof UnusableAnswer ? error.remedy : undefined);

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
