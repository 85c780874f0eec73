import { ExpectedError } from '../text/expected-error.ts';

/** What can keep a tenant from being served; stable, for programs to tell apart. */
export type LocalTenantErrorCode =
  | 'DIRECTORY_UNUSABLE'
  | 'ALREADY_SERVED'
  | 'STATE_CORRUPT'
  | 'STATE_VERSION_UNKNOWN'
  | 'STATE_NOT_SAVED'
  | 'KEYS_UNUSABLE'
  | 'PORT_UNAVAILABLE'
  | 'DOMAIN_INVALID'
  | 'DEPLOYER_MISSING'
  | 'SEED_INVALID';

/** A tenant could not be served or saved. The message says what, which file or port, and what to do next. */
export class LocalTenantError extends ExpectedError {
  readonly code: LocalTenantErrorCode;

  constructor(code: LocalTenantErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LocalTenantError';
    this.code = code;
  }
}
