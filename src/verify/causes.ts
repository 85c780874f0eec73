import type { Check, CheckResult } from './check.ts';
import type { EvidenceTrace } from './evidence-trace.ts';
import { type Source, UnusableAnswer } from './evidence.ts';
import { Unreachable } from './exchange.ts';
import { endingOf, type ReportedCheck } from './report.ts';

/** A check that ended, and the check that it is. */
export interface Ended {
  readonly check: Check;
  readonly result: ReportedCheck;
}

/**
 * The results, each that follows from another with the id of that one (`because`): one broken thing fails several checks, and leaves
 * others without what they judge by. Two that name one setting have one cause. What could not be told follows from the check that
 * judged what it lacks and found it wrong, else from the first that lacks the same, or the same server's answer.
 */
export function withCauses(ended: readonly Ended[], trace: EvidenceTrace): readonly ReportedCheck[] {
  const odd = ended.filter(({ result }) => result.status === 'fail' || result.status === 'unknown');
  const failed = odd.filter(({ result }) => result.status === 'fail');
  // What comes first in the order of the checks is nearest to the ground.
  const candidates = [...failed, ...odd.filter(({ result }) => result.status === 'unknown')];
  const because = new Map<string, string>();
  for (const each of candidates) {
    const earlier = candidates.slice(0, candidates.indexOf(each));
    const cause =
      sameSetting(each, earlier) ??
      (each.result.status === 'unknown' ? behind(each, earlier, trace) : undefined);
    if (cause !== undefined) because.set(each.result.id, because.get(cause.result.id) ?? cause.result.id);
  }
  return ended.map(({ result }) => {
    const cause = because.get(result.id);
    return cause === undefined ? result : { ...result, because: cause };
  });
}

const sameSetting = ({ result: { remedy } }: Ended, earlier: readonly Ended[]) =>
  remedy && earlier.find(({ result }) => result.remedy?.setting === remedy.setting);

function behind(
  { check, result }: Ended,
  earlier: readonly Ended[],
  trace: EvidenceTrace,
): Ended | undefined {
  const origin = trace.originOf(check);
  const silent = silentOrigin(origin);
  return (
    findingOf(check, origin, earlier, trace) ??
    earlier.find(
      (each) =>
        each.result.evidence === result.evidence ||
        (origin !== undefined && trace.originOf(each.check)?.source === origin.source) ||
        (silent !== undefined && silentOrigin(trace.originOf(each.check)) === silent),
    )
  );
}

/** Whoever gives no answer to one question gives none to the others. */
const silentOrigin = (origin: ReturnType<EvidenceTrace['originOf']>) =>
  origin?.reason instanceof Unreachable ? origin.reason.silentOrigin : undefined;

/** The check that judged what was of no use to this one. Where nobody answered, nothing is wrong with what was asked before. */
function findingOf(
  check: Check,
  origin: ReturnType<EvidenceTrace['originOf']>,
  earlier: readonly Ended[],
  trace: EvidenceTrace,
): Ended | undefined {
  const matters = earlier.filter(({ result }) => endingOf(result) !== 'warning');
  const judges = (sources: readonly Source<unknown>[], status: CheckResult['status']) =>
    matters.find(
      (each) =>
        each.result.status === status && trace.askedBy(each.check).some((source) => sources.includes(source)),
    );
  const toTheGround = (
    sources: readonly Source<unknown>[],
    status: CheckResult['status'],
  ): Ended | undefined =>
    sources.length === 0
      ? undefined
      : (judges(sources, status) ??
        toTheGround(
          sources.flatMap((source) => trace.askedBy(source)),
          status,
        ));
  if (origin === undefined) return judges(trace.askedBy(check), 'fail');
  if (!(origin.reason instanceof UnusableAnswer)) return undefined;
  return toTheGround([origin.source], 'fail') ?? toTheGround([origin.source], 'unknown');
}
