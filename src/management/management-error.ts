import { ExpectedError } from '../text/expected-error.ts';

/** What is known about a request that failed. */
export interface FailedRequest {
  readonly method: string;
  /** Path and query, `/api/v2/clients?…`. */
  readonly path: string;
  readonly domain: string;
  /** Absent where no answer came. */
  readonly status?: number;
  /** Auth0's `errorCode`, OAuth's `error`, `not_written`, or one of {@link TransportFailure}. */
  readonly errorCode: string;
  /** Auth0's own words, or the network's; without secrets. */
  readonly reason: string;
  readonly cause?: unknown;
}

/** Why no answer came. */
export type TransportFailure = 'network_error' | 'tls_untrusted' | 'timeout' | 'invalid_answer';

const ownCodes: ReadonlySet<string> = new Set<TransportFailure | 'not_written'>([
  'network_error',
  'tls_untrusted',
  'timeout',
  'invalid_answer',
  'not_written',
]);

/** A request to a tenant failed. The message says which, why, and what to do next. */
export class ManagementError extends ExpectedError {
  override readonly name = 'ManagementError';
  readonly code = 'MANAGEMENT_REQUEST_FAILED';

  readonly method: string;
  readonly path: string;
  readonly domain: string;
  readonly status: number | undefined;
  readonly errorCode: string;
  /** With `insufficient_scope`: the scopes of which one is needed. */
  readonly missingScopes: readonly string[];

  constructor(request: FailedRequest) {
    const missingScopes = scopesIn(request);
    const { status, errorCode } = request;
    // A code of Auth0's can be looked up; one of ours says no more than the sentence behind it.
    const refusal = [status, ownCodes.has(errorCode) ? undefined : errorCode].filter(Boolean).join(' ');
    super(
      `${request.method} https://${request.domain}${request.path}: ${refusal && `${refusal}: `}` +
        `${sentence(request.reason)} ${cureOf(request, missingScopes)}`.trimEnd(),
      { cause: request.cause },
    );
    this.method = request.method;
    this.path = request.path;
    this.domain = request.domain;
    this.status = status;
    this.errorCode = errorCode;
    this.missingScopes = missingScopes;
  }
}

/** Whether the error is Auth0's answer that there is no such entity: in Auth0's shape, not a proxy's. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ManagementError && error.status === 404 && error.errorCode !== 'invalid_answer';
}

/** What Auth0 says of what the tenant's plan does not include, of the tenant and of the caller. */
const notInPlan = new Set(['insufficient_entitlement', 'feature_not_enabled', 'not_entitled']);

/** Whether the error is Auth0's answer that the tenant's plan does not include what was asked for. */
export function isNotInPlan(error: unknown): boolean {
  return error instanceof ManagementError && error.status === 403 && notInPlan.has(error.errorCode);
}

function scopesIn({ errorCode, reason }: FailedRequest): readonly string[] {
  if (errorCode !== 'insufficient_scope') return [];
  const listed = /expected any of: (.+)$/.exec(reason)?.[1] ?? '';
  return listed.split(/[\s,]+/).filter((scope) => scope !== '');
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

function cureOf(
  { path, status, errorCode, domain, reason }: FailedRequest,
  missingScopes: readonly string[],
): string {
  // A custom domain answers for every API but one of its own name (Auth0, "Troubleshoot Custom Domains").
  if (path === '/oauth/token' && reason.includes(`Service not enabled within domain: https://${domain}/`)) {
    return (
      `If ${domain} is a custom domain, name the tenant's own one instead, such as NAME.REGION.auth0.com: the Management API bears ` +
      'its name. The custom one goes into omnichat:customDomain.'
    );
  }
  if (path === '/oauth/token' && (status === 401 || status === 403) && errorCode !== 'invalid_answer') {
    return (
      'Check the client id and secret, and that the application holds a client grant on the audience ' +
      '(Auth0 dashboard: Applications > APIs > Auth0 Management API > Machine to Machine).'
    );
  }
  if (errorCode === 'insufficient_scope') {
    return `Grant ${missingScopes.join(' or ') || 'the scope'} on the Management API to the application whose credentials are used.`;
  }
  switch (errorCode) {
    case 'tls_untrusted':
      return `The certificate of ${domain} is not trusted. For a local tenant, pass its ca.pem; behind a proxy, set NODE_EXTRA_CA_CERTS.`;
    case 'network_error':
      return `Check the domain ${domain}, and that it can be reached${domain.endsWith('.auth0.com') ? '' : '; a local tenant must be served (tenant serve)'}.`;
    case 'timeout':
      return `${domain} did not answer in time. Try again.`;
    case 'invalid_answer':
      return `${domain} answered something that is not Auth0's. Check the domain.`;
    case 'not_written':
      return `${domain} took the change and does not hold it. Run it again, and look at ${path} if it stays so.`;
    default:
      return status === undefined ? '' : (cureByStatus[status] ?? (status >= 500 ? 'Try again later.' : ''));
  }
}

const cureByStatus: Readonly<Record<number, string>> = {
  401: 'The token was refused. Check that the credentials belong to this tenant and that the clock is right.',
  403: "The tenant's plan or the application's grant does not allow it.",
  404: 'It is not there, or no longer. Compare the id with the tenant.',
  409: 'Something with that name or identifier is there already. Remove it or rename it.',
  429: 'The rate limit did not end within the attempts. Try again later, with fewer requests at once.',
};
