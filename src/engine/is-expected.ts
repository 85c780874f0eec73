import { StackOutputsError } from '../../infra/outputs.ts';
import { SettingsError } from '../../infra/settings/settings.ts';
import { ExpectedError } from '../text/expected-error.ts';

/**
 * Whether somebody can do something about an error. `infra/` imports nothing and has errors of its own; the system too refuses what a
 * person may mend.
 */
export function isExpected(
  error: unknown,
): error is ExpectedError | SettingsError | StackOutputsError | NodeJS.ErrnoException {
  return (
    error instanceof ExpectedError ||
    error instanceof SettingsError ||
    error instanceof StackOutputsError ||
    (error instanceof Error && 'syscall' in error)
  );
}
