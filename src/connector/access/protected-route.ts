import { AccessTokenError, type AccessToken } from './access-token.ts';
import { bearerError } from './bearer-challenge.ts';
import type { MethodHandler } from '../endpoint/endpoint.ts';
import { logText } from '../endpoint/log-text.ts';
import { OAuthError } from '../endpoint/oauth-error.ts';
import {
  apiScopeNames,
  type ApiScope,
  thirdPartyScopeNames,
} from '../metadata/protected-resource-metadata.ts';

/** One method of one of the API's routes. */
export interface ProtectedRoute {
  /** All of them are needed. Empty: any token for this API will do. */
  readonly scopes: readonly ApiScope[];
  /** For routes whose requests say in their body what they are about: reads that of a request with a checked token. */
  readonly operation?: (request: Request) => Promise<Operation>;
  /**
   * Called with a checked token that carries the scopes. A body that it has not begun to read when it returns is
   * thrown away. What it throws becomes 500 `server_error`, with message and stack in the log.
   */
  readonly handle: (request: Request, token: AccessToken) => Response | Promise<Response>;
}

/** What one request is about, as its body tells. */
export interface Operation {
  /** For the log. */
  readonly name: string;
  /** All that the operation needs, beside the scopes of the route. */
  readonly scopes: readonly ApiScope[];
  /** What is handled in place of the request, whose body has been read. */
  readonly request: Request;
  /** The body of a refusal for lack of scopes, where the protocol has its own; given the challenge, where a login would help. */
  readonly refusalBody?: (challenge?: string) => object;
}

/** What every protected route needs. */
export interface ProtectedRouteSurroundings {
  readonly verify: (token: string) => Promise<AccessToken>;
  readonly resourceMetadataUrl: string;
  /** What a client without a token is told to ask for where any token will do. */
  readonly firstScopes: readonly ApiScope[];
}

const noApiScope =
  "The token has no scope of the API at all: the client asked for the issuer's own alone (openid, profile, offline_access; in " +
  'ChatGPT, untick "OIDC enabled"), or the person has no role that permits any';

const bearerPattern = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/**
 * Lets a request in only with an access token that carries the route's scopes (RFC 6750): 401 without a token
 * and without an error code, 400 `invalid_request` for a header that holds none, 401 `invalid_token`, 403
 * `insufficient_scope`; 503 when the issuer's keys cannot be had. Tokens are taken from the Authorization
 * header only.
 */
export function protectedRoute(
  { scopes, operation: readOperation, handle }: ProtectedRoute,
  { verify, resourceMetadataUrl, firstScopes }: ProtectedRouteSurroundings,
): MethodHandler {
  const challenge = {
    resourceMetadataUrl,
    scope: (scopes.length > 0 ? scopes : firstScopes).join(' '),
  };

  return async (request, note) => {
    const authorization = request.headers.get('authorization');
    if (authorization === null || !/^Bearer\b/i.test(authorization)) {
      throw bearerError(challenge, { status: 401, description: 'This route needs an access token' });
    }
    const credentials = bearerPattern.exec(authorization)?.[1];
    if (credentials === undefined) {
      throw bearerError(challenge, {
        status: 400,
        code: 'invalid_request',
        description: 'The Authorization header holds no bearer token',
      });
    }

    const token = await verify(credentials).catch((error: unknown) => {
      if (!(error instanceof AccessTokenError)) throw keysUnavailable(error);
      throw bearerError(challenge, {
        status: 401,
        code: error.code,
        description: error.message,
        detail: error.usualCause && `${error.message}. ${error.usualCause}`,
        cause: error,
      });
    });
    note({ clientId: token.clientId, subject: token.subject, scope: [...token.scopes].join(' ') });
    const operation = await readOperation?.(request);
    if (operation !== undefined) note({ operation: logText(operation.name) });
    const needed = [...new Set([...scopes, ...(operation?.scopes ?? [])])];
    if (!needed.every((scope) => token.scopes.has(scope))) {
      const closed = needed.filter(
        (scope) => !token.scopes.has(scope) && !thirdPartyScopeNames.includes(scope),
      );
      if (closed.length > 0 && isThirdParty(token)) throw closedToThirdParties(closed, operation);
      const scope = needed.join(' ');
      const description = `This ${operation === undefined ? 'route' : 'operation'} needs the scope ${scope}`;
      const hasNone = !apiScopeNames.some((each) => token.scopes.has(each));
      throw bearerError(
        { resourceMetadataUrl, scope },
        {
          status: 403,
          code: 'insufficient_scope',
          description,
          detail: hasNone ? `${description}. ${noApiScope}` : undefined,
          body: operation?.refusalBody,
        },
      );
    }
    return handle(operation?.request ?? request, token);
  };
}

/** Auth0's ids of third-party clients, which are those of their metadata documents where they have one (Auth0, "Third-Party Applications"). */
const isThirdParty = ({ clientId }: AccessToken) => /^(tpc_|https:)/.test(clientId);

/** No challenge: the client would send the person to log in again and again, and get the scope never. */
function closedToThirdParties(scopes: readonly string[], operation: Operation | undefined): OAuthError {
  const body = operation?.refusalBody?.();
  const scope = scopes.join(' ');
  return new OAuthError(
    body === undefined ? 403 : 200,
    'access_denied',
    `Clients that registered themselves never get the scope ${scope}`,
    {
      outcome: 'refused',
      ...(body !== undefined && { body }),
      detail: `Clients that registered themselves never get the scope ${scope}: link with the client id and secret of the .env (OAUTH_CLIENT_ID)`,
    },
  );
}

function keysUnavailable(cause: unknown): OAuthError {
  const { detail, retryAfterSeconds } = cause instanceof OAuthError ? cause : {};
  const reason = detail ?? (cause instanceof Error ? cause.message : String(cause));
  return new OAuthError(503, 'temporarily_unavailable', "The issuer's keys cannot be read at the moment", {
    retryAfterSeconds: retryAfterSeconds ?? 5,
    cause,
    detail: `OAUTH_JWKS_URI cannot be used: ${reason}`,
  });
}
