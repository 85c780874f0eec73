import type { GlobalOptions } from '../invocation.ts';

/** What of the program is run. */
export type StackOperation = 'preview' | 'up' | 'destroy';

/** The options of the commands that run it. */
export interface RunOptions {
  readonly engine?: 'embedded' | 'pulumi';
  readonly installPulumi?: boolean;
  readonly allowDuplicates?: boolean;
  readonly details?: boolean;
  readonly deployOnly?: boolean;
  /** Whether to go ahead without asking. */
  readonly yes?: boolean;
}

export type GivenRunOptions = RunOptions & GlobalOptions;
