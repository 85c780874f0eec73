import type { AuthenticationMethod } from '../../state/entities/users.ts';

/** What the Actions of a login, or of the exchange of a refresh token, have changed about the tokens that come of it. */
export interface LoginChanges {
  /** Whose login it is. */
  readonly userId: string;
  readonly accessTokenClaims: Readonly<Record<string, unknown>>;
  readonly idTokenClaims: Readonly<Record<string, unknown>>;
  readonly addedScopes: readonly string[];
  readonly removedScopes: readonly string[];
  /** Whether another factor is asked for. */
  readonly multifactor: boolean;
  /** The other factor, once it has been given. */
  readonly factor?: AuthenticationMethod;
}

/** What no Action has changed. */
export const noChanges = {
  accessTokenClaims: {},
  idTokenClaims: {},
  addedScopes: [],
  removedScopes: [],
  multifactor: false,
} satisfies Omit<LoginChanges, 'userId'>;

/** The claims that the ID token of a login has for another factor. Source: Auth0, "Configure Step-up Authentication for Web Apps". */
export const multifactorClaims = {
  acr: 'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
  amr: ['mfa'],
} as const;

/** What is said where another factor is asked for and nobody can be asked. */
export const multifactorRequired = 'Multifactor authentication required';

/** A scope with what was added to it, and without what was removed. */
export function changedScope(scope: string | undefined, changes: LoginChanges): string {
  const values = new Set([...(scope?.split(' ') ?? []), ...changes.addedScopes]);
  for (const value of changes.removedScopes) values.delete(value);
  return [...values].filter((value) => value !== '').join(' ');
}
