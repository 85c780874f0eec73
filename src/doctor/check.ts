import type { DeployerScope } from '../management/resources/deployer-scopes.ts';
import type { Facts } from './facts.ts';

/** What mends a finding: what a person does, and then what a shell runs. No step and no command holds a secret. */
export interface Cure {
  readonly steps?: readonly string[];
  readonly commands?: readonly string[];
  /** Mends it here and now; only where nothing can be lost by it. */
  readonly fix?: () => Promise<void>;
}

/** How a check ended. `unknown`: what it judges by could not be had. */
export type Diagnosis =
  | { readonly status: 'ok' | 'skipped' | 'unknown'; readonly detail: string }
  | {
      /** `problem`: a deploy fails, or damages something. `warning`: it works, and could go wrong later. */
      readonly status: 'problem' | 'warning';
      readonly detail: string;
      readonly cure: Cure;
      readonly missingScopes?: readonly DeployerScope[];
    };

/** One thing that a deploy stands on. */
export interface DoctorCheck {
  /** Stable: scripts hold on to it. */
  readonly id: string;
  /** What holds when all is well. */
  readonly title: string;
  /** The checks without whose success there is nothing to look at. */
  readonly after: readonly string[];
  /** Expected errors are what could not be found out; any other is a defect. */
  readonly examine: (facts: Facts) => Promise<Diagnosis> | Diagnosis;
}

/** All is well, and this was seen. */
export const ok = (detail: string): Diagnosis => ({ status: 'ok', detail });

/** There is nothing to look at, for this reason. */
export const skipped = (detail: string): Diagnosis => ({ status: 'skipped', detail });

/** A deploy fails or damages something, for this reason. */
export const problem = (detail: string, cure: Cure): Diagnosis => ({ status: 'problem', detail, cure });

/** A deploy works, and this could go wrong later. */
export const warning = (detail: string, cure: Cure): Diagnosis => ({ status: 'warning', detail, cure });
