import { OAuthError } from '../endpoint/oauth-error.ts';

/** What every challenge of this resource says. */
export interface BearerChallenge {
  /** Where the protected-resource metadata is (RFC 9728 §5.1). */
  readonly resourceMetadataUrl: string;
  /** Space-separated scopes that the client has to ask for. */
  readonly scope: string;
}

/** Why a request was not let in. */
export interface BearerRefusal {
  readonly status: 400 | 401 | 403;
  /** Absent when the request brought no bearer token at all. */
  readonly code?: 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  readonly description: string;
  /** For the log only. */
  readonly detail?: string | undefined;
  /** The body of the answer, for a protocol that has its own; given the challenge. */
  readonly body?: ((challenge: string) => object) | undefined;
  readonly cause?: unknown;
}

/**
 * Makes the refusal of a request to a protected route, `WWW-Authenticate` included (RFC 6750 §3, RFC 9728
 * §5.1). A request without a token gets the challenge without an error code, since there is nothing wrong
 * with it yet.
 */
export function bearerError(challenge: BearerChallenge, refusal: BearerRefusal): OAuthError {
  const parameters = [
    `resource_metadata="${challenge.resourceMetadataUrl}"`,
    ...(challenge.scope === '' ? [] : [`scope="${challenge.scope}"`]),
    ...(refusal.code === undefined
      ? []
      : [`error="${refusal.code}"`, `error_description="${refusal.description}"`]),
  ];
  const header = `Bearer ${parameters.join(', ')}`;
  return new OAuthError(refusal.status, refusal.code, refusal.description, {
    headers: { 'www-authenticate': header },
    ...(refusal.body !== undefined && { body: refusal.body(header) }),
    ...(refusal.detail !== undefined && { detail: refusal.detail }),
    cause: refusal.cause,
  });
}
