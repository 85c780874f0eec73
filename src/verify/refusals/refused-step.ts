import type { Remedy } from '../remedy.ts';
import type { Target } from '../target.ts';
import type { LiveApi } from './live-settings.ts';

/** How the refused client came to be: as ChatGPT's did, by registration as the stack declares it, or as the one that all share. */
type Way = 'client ID metadata document' | 'dynamic' | 'predefined' | 'registered' | 'shared';

/** What a remedy depends on besides the words of a refusal. */
export interface RefusedStep {
  readonly way: Way;
  readonly api?: LiveApi | undefined;
  /** The declared connections that the tenant lacks, where that can be told. */
  readonly missingConnections?: readonly string[] | undefined;
  /** The user whose login was refused, where that can be told. */
  readonly userId?: string | undefined;
  /** Whether the token endpoint takes the secret when it is sent the other way. */
  readonly secretSentWrongly?: boolean;
}

/** A refusal in the words of the one who refused, and the setting behind it. */
export interface KnownRefusal {
  readonly says: RegExp;
  readonly remedy: (target: Target, step: RefusedStep) => Remedy | undefined;
}

/** The remedy of the first refusal that `reason` is the words of; undefined where it is none of them. */
export function known(
  refusals: readonly KnownRefusal[],
  reason: string,
  target: Target,
  step: RefusedStep,
): Remedy | undefined {
  return refusals.find(({ says }) => says.test(reason))?.remedy(target, step);
}

/** The grant that a client gets its scopes by. */
export function grantOf(way: Way): string {
  if (way === 'predefined') return 'client grant of the application on the API';
  return way === 'shared'
    ? 'client grant of the public application on the API'
    : 'default client grant of third-party applications on the API';
}
