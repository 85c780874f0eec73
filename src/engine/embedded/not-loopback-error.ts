import { ExpectedError } from '../../text/expected-error.ts';

/** An embedded run was asked to touch a tenant that is not on this machine. */
export class NotLoopbackError extends ExpectedError {
  override readonly name = 'NotLoopbackError';
  readonly code = 'NOT_LOOPBACK';

  readonly domain: string;

  constructor(domain: string) {
    super(
      `auth0:domain is ${domain}, which is not this machine. The embedded engine serves local tenants alone ` +
        '(localhost, *.localhost, 127.0.0.0/8, ::1): deploy with the Pulumi CLI, --engine pulumi.',
    );
    this.domain = domain;
  }
}
