import type * as z from 'zod';
import type { Connection, User } from '../../state/entities/users.ts';
import { hexId } from '../../state/ids.ts';
import { hashPassword, verifyPassword } from '../../oauth/users/passwords.ts';
import { passwordPolicy, type PasswordPolicy } from '../../rules/password-policy.ts';
import { passwordProblem, usedBefore, type PasswordProblem } from '../../rules/password-problem.ts';
import { userPicture } from '../../rules/user-picture.ts';
import { invalidBody, ManagementError } from '../errors.ts';
import { patched } from '../patch.ts';
import type { createUserBody, updateUserBody } from './user-schema.ts';

const mergedProperties = ['user_metadata', 'app_metadata'] as const;

/**
 * The user that the body describes.
 *
 * @throws {ManagementError} 400 for a password that the connection's policy refuses
 */
export async function newUser(
  body: z.infer<typeof createUserBody>,
  connection: Connection,
  nowMs: number,
): Promise<User> {
  checkUsername(body.username, connection);
  const { password, verify_email: _verify, user_id: id = hexId(), ...properties } = body;
  const email = body.email.toLowerCase();
  const time = new Date(nowMs).toISOString();
  const identity = {
    name: email,
    nickname: email.split('@')[0] ?? email,
    picture: userPicture(email, properties.name),
    ...properties,
    email,
  };
  return {
    email_verified: false,
    ...identity,
    user_id: `auth0|${id}`,
    password_hash: await hashedPassword(password, identity, passwordPolicy(connection)),
    role_ids: [],
    created_at: time,
    updated_at: time,
  };
}

/** The properties that a PATCH changes; null takes one away. */
type UserChanges = Awaited<ReturnType<typeof userChanges>>;

/**
 * What a PATCH changes, with the password as it is kept.
 *
 * @throws {ManagementError} 400 for a password that the connection's policy refuses
 */
export async function userChanges(
  user: User,
  body: z.infer<typeof updateUserBody>,
  connection: Connection,
  nowMs: number,
) {
  const { password, email, verify_email: _verify, connection: _connection, ...properties } = body;
  checkTogether(body);
  const time = new Date(nowMs).toISOString();
  if (body.username !== undefined) checkUsername(body.username, connection);
  return {
    ...properties,
    ...(email !== undefined && { email: email.toLowerCase() }),
    ...(password !== undefined && {
      ...(await passwordChange(user, password, passwordPolicy(connection))),
      last_password_reset: time,
    }),
    ...(endSessions.some((name) => body[name] !== undefined) && { sessions_ended_at: time }),
    updated_at: time,
  };
}

/** Whoever is known by other than these has to log in again. Sources: Auth0, "Session Layers"; "Change Users' Passwords". */
const endSessions = ['email', 'email_verified', 'password', 'username'] as const;

/** A username is for connections that require one, and needed there. Source: Auth0, "Adding Username for Database Connections". */
function checkUsername(username: string | undefined, { options }: Connection): void {
  const attributes = options['attributes'] as Readonly<Record<string, unknown>> | undefined;
  if (options['requires_username'] === true) {
    if (username === undefined) {
      throw invalidBody('Missing username for connection with requires_username enabled.');
    }
    return;
  }
  if (username !== undefined && attributes?.['username'] === undefined) {
    throw invalidBody('Cannot set username for connection without requires_username.');
  }
}

/** Source: Management API v2, `PATCH /users/{id}`. */
function checkTogether(body: z.infer<typeof updateUserBody>): void {
  const other = (['email', 'email_verified'] as const).find((name) => body[name] !== undefined);
  if (body.password !== undefined && other !== undefined) {
    throw invalidBody(`Cannot update password and ${other} simultaneously.`);
  }
}

async function passwordChange(
  user: User,
  password: string,
  policy: PasswordPolicy,
): Promise<Pick<User, 'password_hash' | 'password_history'>> {
  const hashes = [user.password_hash, ...(user.password_history ?? [])];
  const remembered = hashes.slice(0, policy.historySize);
  for (const hash of remembered) {
    if (await verifyPassword(password, hash)) throw refused(usedBefore);
  }
  return {
    password_hash: await hashedPassword(password, user, policy),
    ...(policy.historySize > 0 && { password_history: remembered }),
  };
}

async function hashedPassword(
  password: string,
  user: Partial<User>,
  policy: PasswordPolicy,
): Promise<string> {
  const problem = passwordProblem(policy, password, user);
  if (problem !== undefined) throw refused(problem);
  return hashPassword(password);
}

function refused({ name, message }: PasswordProblem): ManagementError {
  return new ManagementError(400, `${name}: ${message}`);
}

/** The user with such changes. Metadata is put over the user's property by property, and an empty object empties it. */
export function updatedUser(user: User, changes: UserChanges): User {
  const { app_metadata: kept, ...next } = patched(user, changes, mergedProperties);
  const isEmptied = (name: (typeof mergedProperties)[number]): boolean =>
    changes[name] !== undefined && Object.keys(changes[name]).length === 0;
  return {
    ...next,
    ...(isEmptied('user_metadata') && { user_metadata: {} }),
    // Of an application's metadata nothing is left when it is emptied.
    ...(kept !== undefined && !isEmptied('app_metadata') && { app_metadata: kept }),
  };
}
