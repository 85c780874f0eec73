import { ExpectedError } from '../../text/expected-error.ts';

/** A change that is none of those that may be made, or that would not be safe. Nothing was changed. */
export class MendError extends ExpectedError {
  override readonly name = 'MendError';
  readonly code = 'MEND_REFUSED';
}
