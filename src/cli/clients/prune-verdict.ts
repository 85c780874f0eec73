import type { ThirdPartyClient } from './third-party-clients.ts';

/** When an application may go; ages in milliseconds. */
export interface PruneRule {
  readonly olderThanMs?: number | undefined;
  readonly unusedForMs?: number | undefined;
}

/** Whether an application may go, and if not, why. */
export type PruneVerdict = { readonly prune: true } | { readonly prune: false; readonly why: string };

const kept = (why: string): PruneVerdict => ({ prune: false, why });

/**
 * Judges an application by what the log tells. What it cannot tell keeps the application: a log goes back a day on Auth0's free
 * plan, and an application that it does not name may be older than it, and in use.
 *
 * @param logSinceMs when the log begins; undefined where it is empty
 */
export function pruneVerdict(
  { declared, firstSeen, registrationSeen, lastSeen }: ThirdPartyClient,
  { olderThanMs, unusedForMs }: PruneRule,
  { logSinceMs, nowMs }: { readonly logSinceMs: number | undefined; readonly nowMs: number },
): PruneVerdict {
  if (declared) return kept('the program declares it');
  const reaches = (ageMs: number) => logSinceMs !== undefined && nowMs - logSinceMs >= ageMs;
  const isPast = (date: string, ageMs: number) => nowMs - Date.parse(date) >= ageMs;
  if (unusedForMs !== undefined) {
    if (lastSeen !== undefined && !isPast(lastSeen, unusedForMs)) return kept(`it was in use on ${lastSeen}`);
    if (lastSeen === undefined && !reaches(unusedForMs)) return kept('the log does not go back that far');
  }
  if (olderThanMs !== undefined) {
    if (firstSeen === undefined && !reaches(olderThanMs)) return kept('the log does not go back that far');
    if (firstSeen !== undefined && !isPast(firstSeen, olderThanMs)) {
      return kept(
        registrationSeen ? `it registered on ${firstSeen}` : 'the log does not tell when it was registered',
      );
    }
  }
  return { prune: true };
}
