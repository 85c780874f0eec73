/** What an {@link OAuthError} carries besides its answer. */
export interface OAuthErrorOptions extends ErrorOptions {
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** When to come again, sent as `Retry-After` (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number;
  /** The body of the answer. @default `{"error", "error_description"}` */
  readonly body?: object;
  /** Whose fault it is, for the log. @default the caller's with a status below 500 */
  readonly outcome?: 'refused' | 'failed';
  /** For the log only: what the operator has to know and the caller must not. Never a secret. */
  readonly detail?: string;
}

/**
 * A refusal that becomes the answer to the request: `{"error", "error_description"}` (RFC 6749 §5.2, RFC 7591
 * §3.2.2). Without a `code` the body is empty, as RFC 6750 §3.1 wants it for a request that brought no
 * credentials.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;
  readonly code: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly retryAfterSeconds: number | undefined;
  readonly outcome: 'refused' | 'failed';
  readonly detail: string | undefined;
  readonly body: object | undefined;

  constructor(
    status: number,
    code: string | undefined,
    description: string,
    options: OAuthErrorOptions = {},
  ) {
    super(description, options);
    this.status = status;
    this.code = code;
    this.headers = options.headers ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.outcome = options.outcome ?? (status < 500 ? 'refused' : 'failed');
    this.detail = options.detail;
    this.body = options.body;
  }

  /** This refusal with another time to wait. */
  withRetryAfter(retryAfterSeconds: number): OAuthError {
    const { headers, outcome, detail } = this;
    return new OAuthError(this.status, this.code, this.message, {
      headers,
      retryAfterSeconds,
      outcome,
      ...(detail !== undefined && { detail }),
      cause: this,
    });
  }

  toResponse(): Response {
    const headers = {
      ...this.headers,
      ...(this.retryAfterSeconds !== undefined && { 'retry-after': String(this.retryAfterSeconds) }),
    };
    const init = { status: this.status, headers };
    return this.code === undefined
      ? new Response(null, init)
      : Response.json(this.body ?? { error: this.code, error_description: this.message }, init);
  }
}
