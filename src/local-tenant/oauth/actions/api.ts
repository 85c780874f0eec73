import type { LoginTransaction } from './login-transaction.ts';
import type { NotEmulated } from './not-emulated.ts';
import { isCustomClaim } from './custom-claims.ts';

/** What the Actions of one login have asked for so far. */
export interface Asked {
  /** Why the login is denied. */
  denied?: string;
  readonly accessTokenClaims: Map<string, unknown>;
  readonly idTokenClaims: Map<string, unknown>;
  readonly addedScopes: Set<string>;
  readonly removedScopes: Set<string>;
  multifactor: boolean;
  readonly appMetadata: Map<string, unknown>;
  readonly userMetadata: Map<string, unknown>;
}

/** Nothing. */
export const nothingAsked = (): Asked => ({
  accessTokenClaims: new Map(),
  idTokenClaims: new Map(),
  addedScopes: new Set(),
  removedScopes: new Set(),
  multifactor: false,
  appMetadata: new Map(),
  userMetadata: new Map(),
});

const refusedOfApi = [
  'authentication',
  'cache',
  'groups',
  'prompt',
  'refreshToken',
  'roles',
  'rules',
  'samlResponse',
  'session',
  'transaction',
  'validation',
];

/** `duo` has pages of its own. The others are the tenant's own factors. Source: Auth0, "Customize Multi-Factor Authentication Pages". */
const providers = new Set(['any', 'none', 'guardian', 'google-authenticator']);

/**
 * The `api` of one Action, whose methods note what it asks for. Source: Auth0, "Actions Triggers: post-login", API Object.
 *
 * Nobody is offered to be remembered by the browser, as if every person declined (`allowRememberBrowser`).
 */
export function postLoginApi(login: LoginTransaction, asked: Asked, notEmulated: NotEmulated): object {
  const changeScope = (to: Set<string>, from: Set<string>, path: string) => (given: unknown) => {
    const scope = String(given);
    if (login.api === undefined) notEmulated.refuse(`${path} of a token that is for no API`);
    // Scopes of Auth0's own APIs are not for Actions to change, and are left alone without an error.
    if (login.api.is_system === true) return api;
    to.add(scope);
    from.delete(scope);
    return api;
  };
  const set = (map: Map<string, unknown>) => (name: string, value: unknown) => {
    map.set(name, plain(value));
    return api;
  };
  const setClaim =
    (map: Map<string, unknown>, ...of: [api?: LoginTransaction['api']]) =>
    (name: string, value: unknown) =>
      isCustomClaim(name, ...of) && value !== undefined ? set(map)(name, value) : api;

  const api: object = notEmulated.refusing(
    'api',
    {
      access: {
        deny: (reason: unknown) => {
          asked.denied = String(reason);
          return api;
        },
      },
      accessToken: {
        setCustomClaim: setClaim(asked.accessTokenClaims, login.api),
        addScope: changeScope(asked.addedScopes, asked.removedScopes, 'api.accessToken.addScope'),
        removeScope: changeScope(asked.removedScopes, asked.addedScopes, 'api.accessToken.removeScope'),
      },
      idToken: { setCustomClaim: setClaim(asked.idTokenClaims) },
      multifactor: {
        enable: (provider: string) => {
          if (!providers.has(provider)) notEmulated.refuse(`api.multifactor.enable('${provider}')`);
          asked.multifactor = provider !== 'none';
          return api;
        },
      },
      redirect: notEmulated.refusing('api.redirect', { canRedirect: () => login.isInteractive }, [
        'sendUserTo',
        'encodeToken',
        'validateToken',
      ]),
      user: { setAppMetadata: set(asked.appMetadata), setUserMetadata: set(asked.userMetadata) },
    },
    refusedOfApi,
  );
  return api;
}

/** A value as it goes into JSON; what has no place there is `null`, which removes metadata. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
}
