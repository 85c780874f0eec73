import * as oauth from 'oauth4webapi';
import { ExpectedError } from '../text/expected-error.ts';
import type { MemoryTenant } from '../local-tenant/memory-tenant.ts';
import { createScriptedUser, type LoginCredentials } from '../verify/login/scripted-user.ts';

/** What the application asks for. */
export interface LoginRequest {
  /** @default the only application of the tenant that logs people in */
  readonly clientId?: string;
  /** @default the application's first callback */
  readonly redirectUri?: string;
  /** Space-separated. @default 'openid profile email' */
  readonly scope?: string;
  /** The identifier of the API that the access token is for. */
  readonly audience?: string;
}

/** What a login comes to: the tokens, and the claims of the ID token where `openid` was asked for. */
export interface LoggedIn {
  readonly accessToken: string;
  readonly idToken?: string;
  readonly refreshToken?: string;
  readonly expiresInSeconds?: number;
  readonly scope?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A login did not come to tokens. The message says what the tenant answered, or what to name. */
export class LoginError extends ExpectedError {
  override readonly name = 'LoginError';
  readonly code = 'LOGIN_FAILED';
}

/** Takes a user through the authorization code flow with PKCE, on the tenant's pages, as a browser would. */
export async function logIn(
  tenant: MemoryTenant,
  fetch: typeof globalThis.fetch,
  user: LoginCredentials,
  request: LoginRequest,
): Promise<LoggedIn> {
  const application = applicationOf(tenant, request);
  const { issuer } = tenant;
  const redirectUri = request.redirectUri ?? application.callbacks?.[0] ?? '';
  const server: oauth.AuthorizationServer = { issuer, token_endpoint: `${issuer}oauth/token` };
  // The tenant's clock may be another.
  const skew = Math.round((tenant.now() - Date.now()) / 1000);
  const client: oauth.Client = { client_id: application.client_id, [oauth.clockSkew]: skew };
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(`${issuer}authorize`);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: application.client_id,
    redirect_uri: redirectUri,
    scope: request.scope ?? 'openid profile email',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(request.audience !== undefined && { audience: request.audience }),
  }).toString();
  const answer = await createScriptedUser(
    fetch,
    { ...enrolled(tenant, user), ...user },
    { now: tenant.now },
  ).authorize(url, redirectUri);
  if (answer.kind === 'page') throw new LoginError(`The tenant answered ${answer.status}: ${answer.message}`);
  try {
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authenticationOf(application),
      oauth.validateAuthResponse(server, client, answer.url, state),
      redirectUri,
      verifier,
      { [oauth.customFetch]: fetch },
    );
    return loggedIn(await oauth.processAuthorizationCodeResponse(server, client, response));
  } catch (cause) {
    const refused =
      cause instanceof oauth.ResponseBodyError || cause instanceof oauth.AuthorizationResponseError;
    if (!refused) throw cause;
    throw new LoginError(
      `The tenant answered ${cause.error}: ${cause.error_description ?? 'without a reason'}`,
      {
        cause,
      },
    );
  }
}

/** What the codes of a user are made from who has enrolled in an earlier login. */
function enrolled({ read }: MemoryTenant, { email }: LoginCredentials): Pick<LoginCredentials, 'otpSecret'> {
  const [factor] = read.users
    .by('email', email.toLowerCase())
    .flatMap(({ user_id: id }) => read.authenticationMethods.by('user_id', id));
  return factor === undefined ? {} : { otpSecret: factor.secret };
}

type Application = NonNullable<ReturnType<MemoryTenant['read']['clients']['get']>>;

function applicationOf({ read }: MemoryTenant, { clientId }: LoginRequest): Application {
  const all = [...read.clients.values()];
  const loggingIn = all.filter(
    ({ grant_types: types, callbacks = [] }) => types.includes('authorization_code') && callbacks.length > 0,
  );
  const found = clientId === undefined ? loggingIn : all.filter(({ client_id: id }) => id === clientId);
  const [application] = found;
  if (application !== undefined && found.length === 1) return application;
  const known = loggingIn.map(({ name, client_id: id }) => `${name} (${id})`).join(', ') || 'none';
  throw new LoginError(
    `${clientId === undefined ? 'Name the application with clientId' : `There is no application ${clientId}`}. ` +
      `Those that log people in: ${known}.`,
  );
}

function authenticationOf({
  token_endpoint_auth_method: method,
  client_secret: secret,
}: Application): oauth.ClientAuth {
  if (method === 'none') return oauth.None();
  return method === 'client_secret_basic' ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}

function loggedIn(answer: oauth.TokenEndpointResponse): LoggedIn {
  const claims = oauth.getValidatedIdTokenClaims(answer);
  return {
    accessToken: answer.access_token,
    ...(answer.id_token !== undefined && { idToken: answer.id_token }),
    ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
    ...(answer.expires_in !== undefined && { expiresInSeconds: answer.expires_in }),
    ...(answer.scope !== undefined && { scope: answer.scope }),
    ...(claims !== undefined && { claims }),
  };
}
