import { ExpectedError } from '../text/expected-error.ts';
import { exitCodes } from './exit-codes.ts';

/** The limit to a command's waiting was reached: it ends as after a signal. */
export class GaveUpError extends ExpectedError {
  override readonly name = 'GaveUpError';
  readonly code = 'CLI_GAVE_UP';

  constructor(waitedFor: string, limitMs: number) {
    super(
      `Gave up after ${duration(limitMs)} of waiting, at the end for ${waitedFor}. ` +
        'Run the command again, with a longer --timeout if that is what it takes.',
    );
  }
}

/** What is said of an interruption, and the exit code for it. */
export function endOf({ reason }: AbortSignal): {
  readonly said: string;
  readonly exitCode: number;
  readonly code: string;
} {
  return reason instanceof GaveUpError
    ? { said: reason.message, exitCode: exitCodes.failed, code: reason.code }
    : { said: `Interrupted by ${String(reason)}`, exitCode: exitCodes.interrupted, code: 'CLI_INTERRUPTED' };
}

/** A length of time as people say it: of what is left of ten minutes after a moment, ten minutes. */
export function duration(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  const minutes = Math.round(seconds / 60);
  const isNearlyThat = Math.abs(seconds - minutes * 60) <= seconds / 100;
  return isNearlyThat || seconds > 600 ? `${minutes} min` : `${seconds} s`;
}
