import { OAuthError } from '../endpoint/oauth-error.ts';

/** What every challenge of this resource says. */
export interface BearerChallenge {
  /** Where the protected-resource metadata is (RFC 9728 §5.1). */
  resourceMetadataUrl: string;
  /** Space-separated scopes that the route needs. */
  scope: string;
}

/** Why a request was not let in. */
export interface BearerRefusal {
  status: 400 | 401 | 403;
  /** Absent when the request brought no bearer token at all. */
  code?: 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  description: string;
  /** For the log only. */
  detail?: string | undefined;
  cause?: unknown;
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
  return new OAuthError(refusal.status, refusal.code, refusal.description, {
    headers: { 'www-authenticate': `Bearer ${parameters.join(', ')}` },
    ...(refusal.detail !== undefined && { detail: refusal.detail }),
    cause: refusal.cause,
  });
}
