import { STATUS_CODES } from 'node:http';

/** A refusal by the Management API. Source: Management API v2, "Errors". */
export class ManagementError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 429 | 500 | 501 | 503;
  readonly errorCode: string | undefined;
  /** The value of the `WWW-Authenticate` header, on 401. */
  readonly challenge: string | undefined;

  constructor(status: ManagementError['status'], message: string, errorCode?: string, challenge?: string) {
    super(message);
    this.name = 'ManagementError';
    this.status = status;
    this.errorCode = errorCode;
    this.challenge = challenge;
  }

  /** The response's body, in the shape that all of the API's errors have. */
  toBody(): Readonly<Record<string, unknown>> {
    return {
      statusCode: this.status,
      error: STATUS_CODES[this.status],
      message: this.message,
      ...(this.errorCode !== undefined && { errorCode: this.errorCode }),
    };
  }
}

/** 400: the body breaks a rule that its schema cannot state. */
export function invalidBody(message: string): ManagementError {
  return new ManagementError(400, message, 'invalid_body');
}

/** 400: the operation is not allowed on this entity, whoever asks. */
export function notAllowed(message: string): ManagementError {
  return new ManagementError(400, message, 'operation_not_supported');
}

/** Auth0's older resources end the sentence without a full stop. */
const withoutFullStop = new Set(['client', 'connection', 'resource server']);
/** Spoken of in short, but for the `errorCode`. */
const shortNames: Readonly<Record<string, string>> = {
  'client grant': 'grant',
  'email template': 'template',
};
/** Recorded without an `errorCode`, alone among them. */
const withoutCode = new Set(['log stream', 'role']);

/** 404: nothing has this id. */
export function inexistent(kind: string): ManagementError {
  const stop = withoutFullStop.has(kind) ? '' : '.';
  return new ManagementError(
    404,
    `The ${shortNames[kind] ?? kind} does not exist${stop}`,
    withoutCode.has(kind) ? undefined : `inexistent_${kind.replaceAll(' ', '_')}`,
  );
}

/** 409: another entity has what must be unique. */
export function conflict(message: string, errorCode: string): ManagementError {
  return new ManagementError(409, message, errorCode);
}
