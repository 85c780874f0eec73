import type { OidcContext } from 'oidc-provider/lib/provider.js';
import type { AuthenticationMethod } from '../../state/entities/users.ts';
import { findApi } from '../apis/api-access.ts';
import { loginScope, scopeValues } from '../apis/oidc-scopes.ts';
import { apiIdentifier } from '../apis/resource-indicator.ts';
import { namedClient } from '../clients/named-client.ts';
import type { OAuthContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { checkFactors, policyAsksForFactor } from '../users/enrolled-factors.ts';
import { type LoginChanges, multifactorClaims, multifactorRequired, noChanges } from './login-changes.ts';
import type { LoginTransaction, Protocol } from './login-transaction.ts';
import { hasPostLoginActions, runPostLogin } from './post-login.ts';

/** The parameter in which an authorization request carries what its Actions have changed, inside of this tenant only. */
export const loginChanges = 'auth0:login_changes';

/** The parameter in which an authorization request carries its parameters as they were sent, inside of this tenant only. */
export const sentParameters = 'auth0:sent';

/**
 * The Actions of `post-login`, at the places of oidc-provider where they run and count: once in each authorization request, after
 * the login and before the consent, and at each exchange of a refresh token.
 */
export class LoginActions {
  readonly #context: OAuthContext;
  /** Of requests to the token endpoint. */
  readonly #exchanged = new WeakMap<OidcContext, LoginChanges>();

  constructor(context: OAuthContext) {
    this.#context = context;
  }

  /**
   * Runs the Actions of an authorization request whose user is logged in, unless they have run, and tells whether the user has to give
   * another factor, by them or by the tenant's policy.
   *
   * @throws {Refusal} as {@link runPostLogin} does, and where nobody could give another factor
   */
  async needsFactor(request: OidcContext): Promise<boolean> {
    const { session, result, params } = request.oidc;
    const userId = session?.accountId;
    if (session === undefined || userId === undefined) return false;
    const known = this.changesOf(request);
    const byActions = known?.userId === userId ? known : await this.#run(request, userId, session.amr ?? []);
    const byPolicy = policyAsksForFactor(this.#context.store, session.amr);
    if (byActions === undefined && !byPolicy) return false;
    const changes = { userId, ...noChanges, ...byActions, ...(byPolicy && { multifactor: true }) };
    const factor = changes.multifactor ? result?.mfa : undefined;
    params[loginChanges] = JSON.stringify({ ...changes, ...(factor !== undefined && { factor }) });
    if (!changes.multifactor) return false;
    if (factor === undefined) {
      checkFactors(this.#context.store.read, userId);
      return true;
    }
    if (!session.amr?.some(({ timestamp, name }) => name === 'mfa' && timestamp === factor.timestamp)) {
      session.amr = [...(session.amr ?? []), factor];
    }
    return false;
  }

  /**
   * Runs the Actions of the exchange of a refresh token.
   *
   * @throws {Refusal} as {@link runPostLogin} does; 403 `mfa_required` where another factor is asked for, which nobody can give there:
   *   without the `mfa_token` of Auth0's, as this tenant has no MFA API
   */
  async refresh(request: OidcContext): Promise<void> {
    const { refreshToken } = request.oidc;
    if (refreshToken?.accountId === undefined) return;
    const changes = await this.#run(request, refreshToken.accountId, refreshToken.amr ?? []);
    if (changes === undefined) return;
    if (changes.multifactor) throw new Refusal(403, 'mfa_required', multifactorRequired);
    this.#exchanged.set(request, changes);
  }

  /** Has what was changed when a code was issued count where it is redeemed. */
  redeem(request: OidcContext, changes: LoginChanges | undefined): void {
    if (changes !== undefined) this.#exchanged.set(request, changes);
  }

  /** What counts for the tokens, or the code, that come of a request. */
  changesOf(request: OidcContext): LoginChanges | undefined {
    if (request.oidc.route === 'token') return this.#exchanged.get(request);
    const carried = request.oidc.params[loginChanges];
    return carried === undefined ? undefined : (JSON.parse(carried) as LoginChanges);
  }

  /** The claims of an ID token that come of Actions. Source: Auth0, "Configure Step-up Authentication for Web Apps", `amr`. */
  idTokenClaims(request: OidcContext): object {
    const changes = this.changesOf(request);
    return { ...changes?.idTokenClaims, ...(changes?.factor !== undefined && multifactorClaims) };
  }

  async #run(
    request: OidcContext,
    userId: string,
    methods: readonly AuthenticationMethod[],
  ): Promise<LoginChanges | undefined> {
    if (!hasPostLoginActions(this.#context)) return undefined;
    const login = transactionOf(this.#context, request, userId, methods);
    return login && runPostLogin(this.#context, login);
  }
}

/** Absent where user, connection or application are gone: whoever looks at them next refuses the request. */
function transactionOf(
  { store: { read } }: OAuthContext,
  request: OidcContext,
  userId: string,
  methods: readonly AuthenticationMethod[],
): LoginTransaction | undefined {
  const { oidc } = request;
  const { params, refreshToken } = oidc;
  const client = namedClient(read, oidc.client.clientId);
  const user = read.users.get(userId);
  const [connection] = read.connections.by('name', user?.connection ?? '');
  if (client === undefined || user === undefined || connection === undefined) return undefined;
  const [indicator] = [refreshToken?.resource ?? Object.keys(oidc.resourceServers)].flat();
  const api = indicator === undefined ? undefined : findApi(read, apiIdentifier(indicator));
  const query = JSON.parse(params[sentParameters] ?? '{}') as Readonly<Record<string, string>>;
  const isRefresh = refreshToken !== undefined;
  return {
    client,
    user,
    connection,
    ...(api !== undefined && { api }),
    methods,
    protocol: protocolOf(request),
    requestedScopes: scopeValues(query['scope'] ?? params['scope'] ?? refreshToken?.scope).filter(
      (scope) => scope !== loginScope,
    ),
    query,
    ...(params['redirect_uri'] !== undefined && { redirectUri: params['redirect_uri'] }),
    body: isRefresh
      ? { grant_type: 'refresh_token', client_id: client.client_id, ...definedOf(params, 'scope') }
      : {},
    isInteractive: !isRefresh && params['prompt'] !== 'none',
    request: {
      ip: request.req.socket.remoteAddress ?? '',
      method: request.req.method ?? '',
      hostname: request.get('host').replace(/:\d*$/u, ''),
      userAgent: request.get('user-agent'),
      language: request.get('accept-language').split(/[,;]/u)[0] ?? '',
    },
  };
}

function definedOf(
  params: Readonly<Record<string, string | undefined>>,
  name: string,
): Readonly<Record<string, string>> {
  const value = params[name];
  return value === undefined ? {} : { [name]: value };
}

function protocolOf({ oidc: { params, refreshToken } }: OidcContext): Protocol {
  if (refreshToken !== undefined) return 'oauth2-refresh-token';
  const responseType = params['response_type'];
  if (responseType === undefined) return 'oauth2-device-code';
  if (responseType === 'code') return 'oidc-basic-profile';
  return responseType.includes('code') ? 'oidc-hybrid-profile' : 'oidc-implicit-profile';
}
