/** The body of an OAuth error answer (RFC 6749, section 5.2). */
export interface RefusalBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_uri?: string;
}

/**
 * A refusal in Auth0's words.
 *
 * It carries the properties by which oidc-provider recognises an error that may be shown, so a hook can throw it.
 */
export class Refusal extends Error {
  readonly statusCode: number;
  readonly status: number;
  readonly expose = true;
  readonly error_description: string;
  readonly error_uri: string | undefined;
  /** Whether the authorization endpoint may send it to the redirect URI instead of showing it. */
  readonly allow_redirect: boolean;

  constructor(
    statusCode: number,
    error: string,
    description: string,
    options: { readonly uri?: string; readonly redirect?: boolean } = {},
  ) {
    super(error);
    this.name = 'Refusal';
    this.statusCode = statusCode;
    this.status = statusCode;
    this.error_description = description;
    this.error_uri = options.uri;
    this.allow_redirect = options.redirect ?? true;
  }

  get body(): RefusalBody {
    return {
      error: this.message,
      error_description: this.error_description,
      ...(this.error_uri === undefined ? {} : { error_uri: this.error_uri }),
    };
  }
}
