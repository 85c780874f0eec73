import { ExpectedError } from '../../text/expected-error.ts';

/** Why an embedded run could not be made. */
export type EmbeddedRunErrorCode =
  /** The program itself refused to go on; the message is the program's. */
  | 'PROGRAM_REFUSED'
  /** The entry cannot be imported, or its default export is not a function. */
  | 'PROGRAM_INVALID'
  /** The configuration holds values that only the Pulumi CLI can decrypt. */
  | 'CONFIG_ENCRYPTED'
  | 'OPTION_UNSUPPORTED'
  | 'CALL_UNSUPPORTED'
  | 'URN_DUPLICATE'
  /** Something protected would be deleted or replaced. */
  | 'RESOURCE_PROTECTED'
  /** An interrupted run may have created one of several entities. */
  | 'RECOVERY_AMBIGUOUS'
  | 'RECORD_INVALID'
  /** The configuration and the Management client are of different tenants. */
  | 'DOMAIN_MISMATCH';

/** An embedded run could not be made; the message says what, which resource or file, and what to do. */
export class EmbeddedRunError extends ExpectedError {
  override readonly name = 'EmbeddedRunError';
  readonly code: EmbeddedRunErrorCode;

  constructor(code: EmbeddedRunErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
