import type { ReadableCollections } from '../../state/collections.ts';

/** Which claims each OpenID Connect scope asks for. Sources: OpenID Connect Core 1.0, section 5.4; Auth0, "User Profile Claims". */
export const claimsByScope: Readonly<Record<string, readonly string[]>> = {
  openid: ['sub'],
  profile: ['name', 'nickname', 'picture', 'updated_at'],
  email: ['email', 'email_verified'],
};

/** A user as oidc-provider takes one. */
export interface Account {
  readonly accountId: string;
  claims(): Promise<{ readonly sub: string } & Readonly<Record<string, unknown>>>;
}

/** The user with that id who may still log in. */
export function findAccount(entities: ReadableCollections, userId: string): Account | undefined {
  const user = entities.users.get(userId);
  if (user === undefined || user.blocked === true) return undefined;
  const { name, nickname, picture, updated_at, email, email_verified } = user;
  return {
    accountId: userId,
    claims: async () => ({ sub: userId, name, nickname, picture, updated_at, email, email_verified }),
  };
}
