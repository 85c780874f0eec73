import { ExpectedError } from '../../../text/expected-error.ts';
import type { User } from '../../state/entities/users.ts';
import { hexId } from '../../state/ids.ts';
import { passwordPolicy } from '../../rules/password-policy.ts';
import { userPicture } from '../../rules/user-picture.ts';
import { passwordProblem } from '../../rules/password-problem.ts';
import type { Store } from '../../state/store.ts';
import { hashPassword, verifyPassword } from './passwords.ts';

/** The user whom every database connection of a local tenant knows, made at the first login. Nothing to keep secret. */
export const testUser = {
  email: 'user@example.com',
  password: 'local-tenant-password',
  /** What its one-time passwords are made from, in Base32. */
  otpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
} as const;

/** Why a user could not be added or let in; stable, for programs to tell apart. */
export type UserErrorCode =
  | 'CONNECTION_UNKNOWN'
  | 'CREDENTIALS_WRONG'
  | 'EMAIL_INVALID'
  | 'PASSWORD_REFUSED'
  | 'ROLE_UNKNOWN'
  | 'TOO_MANY_ATTEMPTS'
  | 'USER_EXISTS';

/** A user could not be added or let in. The message says which value is wrong and what would do. */
export class UserError extends ExpectedError {
  readonly code: UserErrorCode;

  constructor(code: UserErrorCode, message: string) {
    super(message);
    this.name = 'UserError';
    this.code = code;
  }
}

/** Somebody to be added to a database connection. */
export interface NewUser {
  /** The connection's name. */
  readonly connection: string;
  readonly email: string;
  readonly password: string;
  /** The names of the user's roles. */
  readonly roles?: readonly string[];
}

/**
 * Adds a user, who has not verified the e-mail address.
 *
 * @throws {UserError} when the connection is no database of this tenant or its policy refuses the password, the address is none
 *   or taken, or a role is unknown
 */
export async function addUser(store: Store, user: NewUser, now: () => number): Promise<User> {
  const [connection] = store.read.connections.by('name', user.connection);
  const problem = connection && passwordProblem(passwordPolicy(connection), user.password, profileOf(user));
  if (problem !== undefined) throw new UserError('PASSWORD_REFUSED', problem.message);
  const password_hash = await hashPassword(user.password);
  return insertUser(store, { ...user, password_hash, email_verified: false }, now);
}

function insertUser(
  store: Store,
  user: Omit<NewUser, 'password'> & Pick<User, 'email_verified' | 'password_hash'>,
  now: () => number,
): Promise<User> {
  const profile = profileOf(user);
  const { email } = profile;
  const time = new Date(now()).toISOString();
  return store.write(({ connections, roles, users }) => {
    const [connection] = connections.by('name', user.connection);
    if (connection?.strategy !== 'auth0') {
      const names = [...connections.values()]
        .filter(({ strategy }) => strategy === 'auth0')
        .map(({ name }) => name);
      throw new UserError(
        'CONNECTION_UNKNOWN',
        `There is no database connection "${user.connection}". This tenant has: ${names.join(', ') || 'none'}.`,
      );
    }
    if (!/^[^\s@]+@[^\s@]+$/u.test(email)) {
      throw new UserError('EMAIL_INVALID', `"${user.email}" is not an e-mail address.`);
    }
    if (users.by('email', email).some((other) => other.connection === user.connection)) {
      throw new UserError(
        'USER_EXISTS',
        `${email} is already a user of the connection "${user.connection}".`,
      );
    }
    // Those of organizations are for their members.
    const tenantRoles = [...roles.values()].filter(({ owner_id: owner }) => owner === undefined);
    const role_ids = (user.roles ?? []).map((name) => {
      const role = tenantRoles.find((known) => known.name === name);
      if (role !== undefined) return role.id;
      const names = tenantRoles.map((known) => known.name);
      throw new UserError(
        'ROLE_UNKNOWN',
        `There is no role "${name}". This tenant has: ${names.join(', ') || 'none'}.`,
      );
    });
    const added: User = {
      user_id: `auth0|${hexId()}`,
      connection: user.connection,
      ...profile,
      email_verified: user.email_verified,
      password_hash: user.password_hash,
      role_ids,
      created_at: time,
      updated_at: time,
    };
    users.put(added);
    return added;
  });
}

/**
 * The user of one of these connections with that address and password.
 *
 * The {@link testUser} is added to the first of them when nobody has that address yet.
 *
 * @throws {UserError} `CREDENTIALS_WRONG`, in Auth0's words
 */
export async function authenticate(
  store: Store,
  {
    connections,
    email,
    password,
  }: { readonly connections: readonly string[]; readonly email: string; readonly password: string },
  now: () => number,
): Promise<User> {
  const candidates = usersOf(store, connections, email);
  const [connection] = connections;
  const isTestUser = email.toLowerCase() === testUser.email && password === testUser.password;
  if (candidates.length === 0 && isTestUser && connection !== undefined) {
    return testUserOf(store, connection, now);
  }
  for (const user of candidates) {
    if (await verifyPassword(password, user.password_hash)) return user;
  }
  // Nobody learns from the time that it takes whether there is such a user.
  if (candidates.length === 0) await hashPassword(password);
  throw new UserError('CREDENTIALS_WRONG', 'Wrong email or password.');
}

async function testUserOf(store: Store, connection: string, now: () => number): Promise<User> {
  try {
    // No policy holds for the password of the test user, which is no secret.
    const password_hash = await hashPassword(testUser.password, 'public');
    const { email } = testUser;
    return await insertUser(store, { connection, email, password_hash, email_verified: true }, now);
  } catch (error) {
    // Two first logins at the same time: the other one has added the user.
    const added =
      error instanceof UserError && error.code === 'USER_EXISTS'
        ? usersOf(store, [connection], testUser.email)[0]
        : undefined;
    if (added === undefined) throw error;
    return added;
  }
}

function profileOf(user: Pick<NewUser, 'email'>): Pick<User, 'email' | 'name' | 'nickname' | 'picture'> {
  const email = user.email.toLowerCase();
  return { email, name: email, nickname: email.split('@')[0] ?? email, picture: userPicture(email) };
}

function usersOf(store: Store, connections: readonly string[], email: string): readonly User[] {
  return store.read.users
    .by('email', email.toLowerCase())
    .filter((user) => connections.includes(user.connection));
}
