import type { Difference } from '../../management/properties/differences.ts';

/** What was found to adopt, for `--json`. */
export interface AdoptionReport {
  readonly schemaVersion: 1;
  readonly stack: string;
  readonly domain: string;
  readonly adopted: readonly AdoptedResource[];
  /** Logical names of what the state knows already. */
  readonly known: readonly string[];
  /** Logical names of what the tenant lacks, and `up` makes. */
  readonly missing: readonly string[];
  /** What to run next, one after the other. */
  readonly next: readonly string[];
}

/** Something in the tenant, and in which it is not what the program wants. */
export interface AdoptedResource {
  readonly name: string;
  readonly type: string;
  readonly id: string;
  readonly differences: readonly Difference[];
}
