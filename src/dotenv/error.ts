import { ExpectedError } from '../text/expected-error.ts';

/** What can go wrong between stack outputs and a `.env`; stable, for scripts and `--json`. */
export type DotenvErrorCode =
  | 'DOTENV_OUTPUTS_NOT_UTF8'
  | 'DOTENV_OUTPUTS_NOT_JSON'
  | 'DOTENV_OUTPUTS_SECRETS_HIDDEN'
  | 'DOTENV_OUTPUTS_ENCRYPTED'
  | 'DOTENV_OUTPUTS_INVALID'
  | 'DOTENV_VALUE_NOT_ENCODABLE'
  | 'DOTENV_READ_BACK_FAILED'
  | 'DOTENV_FILE_TRACKED'
  | 'DOTENV_FILE_NOT_IGNORED'
  | 'DOTENV_GIT_FAILED'
  | 'DOTENV_NOT_A_FILE'
  | 'DOTENV_NOT_UTF8'
  | 'DOTENV_TOO_LARGE'
  | 'DOTENV_READ_FAILED'
  | 'DOTENV_WRITE_FAILED';

/** A `.env` that cannot be made, read or written. The message says what, where and what next, and quotes no value. */
export class DotenvError extends ExpectedError {
  override readonly name = 'DotenvError';
  readonly code: DotenvErrorCode;

  constructor(code: DotenvErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
