import type { SafetyRule } from '../safety/safety-rule.ts';
import type { Severity } from '../findings/severity.ts';

/** How bad it is when something is not as declared. */
export interface Significance {
  readonly severity: Severity;
  readonly why: string;
}

/** What a value of a property has to be. */
export type Kind = 'flag' | 'number' | 'text' | 'texts' | 'nothing';

/** What drift thinks of the resources of one type. */
export interface Judgement {
  /**
   * The first row counts whose path is the property's, or an object that it is in; `.name` is every member of that name.
   * Empty where the program leaves the resource to Auth0. A row has no severity where a rule below is about the same path: how bad
   * it is stands there once, for whoever tells it.
   */
  readonly changes: readonly (readonly [path: string, why: string, severity?: Severity])[];
  /** What it means that a declared one is gone; absent where it goes with another, or cannot go. */
  readonly loss?: Significance;
  /** What is not safe, whoever set it. */
  readonly safety: readonly SafetyRule[];
  /** What an OAuth 2.1 connector cannot be without. */
  readonly readiness?: readonly SafetyRule[];
  /** Whether a mend deletes one, and what it sets beyond what the rules mend; `none` where no mend is about such a thing. */
  readonly mends: 'none' | { readonly deletes: boolean; readonly sets?: Readonly<Record<string, Kind>> };
}
