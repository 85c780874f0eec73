import { isLoopbackUrl } from '../../../infra/declared-clients.ts';
import { rootMessage } from '../../text/root-message.ts';
import * as oauth from 'oauth4webapi';
import type { Gathering } from '../evidence.ts';
import { tellsNothing, Unreachable } from '../exchange.ts';
import type { UserAgent } from '../login/user-agent.ts';
import { saysAccountIsBlocked } from './blocked-account.ts';

/** A client at the authorization server, and what it asks for. */
export interface CodeRequest {
  readonly server: oauth.AuthorizationServer;
  readonly clientId: string;
  readonly clientAuthentication: oauth.ClientAuth;
  readonly redirectUri: string;
  /** Space-separated, as on the wire. */
  readonly scope: string;
  /** Sent on both requests (RFC 8707 §2). */
  readonly resource?: string;
}

/** What an authorization request came to. */
export type AuthorizationOutcome =
  | { readonly granted: true; readonly code: IssuedCode }
  | {
      readonly granted: false;
      /** OAuth's error and description, or what the authorization server's page says. */
      readonly reason: string;
    };

/** An authorization code with what redeems it. All of it is secret. */
export interface IssuedCode {
  readonly parameters: URLSearchParams;
  readonly verifier: string;
}

/** What a token request came to. */
export type TokenOutcome =
  | {
      readonly granted: true;
      readonly accessToken: string;
      readonly refreshToken?: string;
      readonly expiresInSeconds?: number;
      /** Milliseconds since the epoch. */
      readonly receivedAt: number;
      /** Those asked for, where the answer does not say (RFC 6749 §5.1). */
      readonly scopes: readonly string[];
    }
  | {
      readonly granted: false;
      readonly reason: string;
      /** OAuth's error code, where the refusal has one (RFC 6749 §5.2). */
      readonly error?: string;
    };

/** Sends `user` through an authorization request with PKCE S256, and checks the answer: state, and issuer (RFC 9207). */
export async function requestCode(
  { keepSecret }: Gathering,
  user: UserAgent,
  request: CodeRequest,
): Promise<AuthorizationOutcome> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = authorizationUrl(request, {
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const answer = await user.authorize(url, request.redirectUri);
  if (answer.kind === 'page') {
    if (tellsNothing(answer.status) && !saysAccountIsBlocked.test(answer.message)) {
      throw new Unreachable(`The authorization endpoint answered ${answer.status}: ${answer.message}`);
    }
    return {
      granted: false,
      reason: `the authorization endpoint answered ${answer.status}: ${answer.message}`,
    };
  }
  try {
    const parameters = oauth.validateAuthResponse(request.server, clientOf(request), answer.url, state);
    keepSecret(parameters.get('code') ?? '');
    return { granted: true, code: { parameters, verifier } };
  } catch (error) {
    return { granted: false, reason: oauthReason(error) };
  }
}

/** The address of an authorization request of the code flow; `more` goes over what the client asks for. */
export function authorizationUrl(request: CodeRequest, more: Readonly<Record<string, string>>): URL {
  const url = new URL(request.server.authorization_endpoint ?? '');
  const parameters = {
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scope,
    ...(request.resource !== undefined && { resource: request.resource }),
    ...more,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/** Redeems a code. `verifier` is the code's own unless the server is to be tried. */
export function redeemCode(
  gathering: Gathering,
  request: CodeRequest,
  { parameters, verifier }: IssuedCode,
): Promise<TokenOutcome> {
  const { server, clientAuthentication, redirectUri } = request;
  return tokenOutcome(gathering, request, async () => {
    const client = clientOf(request);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      clientAuthentication,
      parameters,
      redirectUri,
      verifier,
      requestOptions(gathering, request),
    );
    return oauth.processAuthorizationCodeResponse(server, client, response);
  });
}

/** Redeems a refresh token. */
export function refresh(
  gathering: Gathering,
  request: CodeRequest,
  refreshToken: string,
): Promise<TokenOutcome> {
  const { server, clientAuthentication } = request;
  return tokenOutcome(gathering, request, async () => {
    const client = clientOf(request);
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      clientAuthentication,
      refreshToken,
      requestOptions(gathering, request),
    );
    return oauth.processRefreshTokenResponse(server, client, response);
  });
}

/** The client is authenticated, and its grant types looked at, before a token is: a wrong one tells about both. */
const nobodysToken = 'omnichat-auth0-verify-no-such-token';

/** Whether the client may use the grant type `refresh_token`. */
export async function mayRefresh(gathering: Gathering, request: CodeRequest): Promise<boolean> {
  const outcome = await refresh(gathering, request, nobodysToken);
  return outcome.granted || !/grant type/i.test(outcome.reason);
}

/** Ends a refresh token that is no longer needed, where the server can (RFC 7009). */
export async function revoke(gathering: Gathering, request: CodeRequest, token: string): Promise<void> {
  const { server, clientAuthentication } = request;
  if (server.revocation_endpoint === undefined) return;
  await oauth.revocationRequest(
    server,
    clientOf(request),
    clientAuthentication,
    token,
    transport(gathering, server),
  );
}

const secretAuthentications = {
  client_secret_post: oauth.ClientSecretPost,
  client_secret_basic: oauth.ClientSecretBasic,
} as const;

/** A way to send a client secret (RFC 7591 §2, `token_endpoint_auth_method`). */
export type SecretMethod = keyof typeof secretAuthentications;

export const isSecretMethod = (name: string): name is SecretMethod =>
  Object.hasOwn(secretAuthentications, name);

/** `client_secret_post` where the server offers it, then what every server has to offer (RFC 6749 §2.3.1). */
export function secretMethods({
  token_endpoint_auth_methods_supported: offered = [],
}: oauth.AuthorizationServer): readonly [SecretMethod, ...SecretMethod[]] {
  return offered.includes('client_secret_post')
    ? ['client_secret_post', 'client_secret_basic']
    : ['client_secret_basic'];
}

/** A secret, sent this way. */
export const secretAuthentication = (method: SecretMethod, secret: string): oauth.ClientAuth =>
  secretAuthentications[method](secret);

async function tokenOutcome(
  { keepSecret, now }: Gathering,
  { scope }: CodeRequest,
  send: () => Promise<oauth.TokenEndpointResponse>,
): Promise<TokenOutcome> {
  try {
    const answer = await send();
    keepSecret(answer.access_token);
    keepSecret(answer.refresh_token ?? '');
    return {
      granted: true,
      accessToken: answer.access_token,
      ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
      ...(answer.expires_in !== undefined && { expiresInSeconds: answer.expires_in }),
      receivedAt: now(),
      scopes: (answer.scope ?? scope).split(' ').filter((each) => each !== ''),
    };
  } catch (error) {
    return {
      granted: false,
      reason: oauthReason(error),
      ...(error instanceof oauth.ResponseBodyError && { error: error.error }),
    };
  }
}

/**
 * OAuth's own words for a refusal.
 *
 * @throws {Unreachable} for what is no refusal at all
 */
function oauthReason(error: unknown): string {
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    if (error instanceof oauth.ResponseBodyError && tellsNothing(error.status)) {
      throw new Unreachable(`The token endpoint answered ${error.status}: ${error.error}`, { cause: error });
    }
    const said = [error.error, error.error_description].filter((words) => words !== undefined).join(': ');
    if (failures.has(error.error)) throw new Unreachable(`The server answered ${said}`, { cause: error });
    return said;
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    const [challenge] = error.cause;
    return `${error.status} ${challenge?.parameters.error ?? challenge?.scheme ?? ''}`.trimEnd();
  }
  const status = error instanceof oauth.OperationProcessingError ? statusOf(error.cause) : undefined;
  if (status !== undefined && tellsNothing(status)) {
    throw new Unreachable(`The token endpoint answered ${status}`, { cause: error });
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    return error.message;
  }
  throw new Unreachable(`The token endpoint gave no answer: ${rootMessage(error)}`, { cause: error });
}

/** A redirect has no status that would say it (RFC 6749 §4.1.2.1). */
const failures = new Set(['server_error', 'temporarily_unavailable']);

/** oauth4webapi gives the answer that it cannot use as the cause; whose `Response` it is, depends on whose `fetch` it was. */
function statusOf(cause: unknown): number | undefined {
  const { status } = (cause ?? {}) as { readonly status?: unknown };
  return typeof status === 'number' ? status : undefined;
}

const clientOf = ({ clientId }: CodeRequest): oauth.Client => ({ client_id: clientId });

/** A server on this machine may be without TLS, as its protected resource may be. */
const transport = ({ fetch }: Gathering, { token_endpoint: endpoint = '' }: oauth.AuthorizationServer) => ({
  [oauth.customFetch]: fetch,
  [oauth.allowInsecureRequests]: isLoopbackUrl(endpoint),
});

function requestOptions(gathering: Gathering, { server, resource }: CodeRequest) {
  return {
    ...transport(gathering, server),
    ...(resource !== undefined && { additionalParameters: { resource } }),
  };
}
