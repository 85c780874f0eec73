import * as z from 'zod';
import type { Connection, User } from '../../state/entities.ts';
import { hexId } from '../../state/ids.ts';
import { hashPassword, verifyPassword } from '../../oauth/users/passwords.ts';
import { passwordPolicy, type PasswordPolicy } from '../../rules/password-policy.ts';
import { passwordProblem, usedBefore, type PasswordProblem } from '../../rules/password-problem.ts';
import { invalidBody, ManagementError } from '../errors.ts';
import { patched } from '../patch.ts';
import { jsonObject } from '../validation.ts';

const profile = {
  name: z.string().min(1).max(300),
  nickname: z.string().min(1).max(300),
  given_name: z.string().min(1).max(150),
  family_name: z.string().min(1).max(150),
  picture: z.url(),
};

const METADATA = ['user_metadata', 'app_metadata'] as const;

/** `POST /users`, for a user of a database connection. Source: Management API v2, `CreateUserRequestContent`. */
export const createUserBody = z.strictObject({
  name: profile.name.exactOptional(),
  nickname: profile.nickname.exactOptional(),
  given_name: profile.given_name.exactOptional(),
  family_name: profile.family_name.exactOptional(),
  picture: profile.picture.exactOptional(),
  connection: z.string().min(1),
  email: z.email(),
  password: z.string().min(1),
  user_id: z
    .string()
    .regex(/^[^|\s]{1,255}$/)
    .exactOptional(),
  email_verified: z.boolean().exactOptional(),
  verify_email: z.boolean().exactOptional(),
  blocked: z.boolean().exactOptional(),
  user_metadata: jsonObject.exactOptional(),
  app_metadata: jsonObject.exactOptional(),
});

/** `PATCH /users/{id}`. Source: Management API v2, `UpdateUserRequestContent`. */
export const updateUserBody = z.strictObject({
  name: profile.name.nullable().exactOptional(),
  nickname: profile.nickname.nullable().exactOptional(),
  given_name: profile.given_name.nullable().exactOptional(),
  family_name: profile.family_name.nullable().exactOptional(),
  picture: profile.picture.nullable().exactOptional(),
  connection: z.string().min(1).exactOptional(),
  email: z.email().exactOptional(),
  password: z.string().min(1).exactOptional(),
  email_verified: z.boolean().exactOptional(),
  verify_email: z.boolean().exactOptional(),
  blocked: z.boolean().exactOptional(),
  user_metadata: jsonObject.exactOptional(),
  app_metadata: jsonObject.exactOptional(),
});

/**
 * The user that the body describes.
 *
 * @throws {ManagementError} 400 for a password that the connection's policy refuses
 */
export async function newUser(
  body: z.infer<typeof createUserBody>,
  connection: Connection,
  now: number,
): Promise<User> {
  const { password, verify_email: _verify, user_id: id = hexId(), ...properties } = body;
  const email = body.email.toLowerCase();
  const time = new Date(now).toISOString();
  const identity = { name: email, nickname: email.split('@')[0] ?? email, ...properties, email };
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
  now: number,
) {
  const { password, email, verify_email: _verify, connection: _connection, ...properties } = body;
  checkTogether(body);
  return {
    ...properties,
    ...(email !== undefined && { email: email.toLowerCase() }),
    ...(password !== undefined && (await passwordChange(user, password, passwordPolicy(connection)))),
    updated_at: new Date(now).toISOString(),
  };
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
  const emptied = METADATA.filter((name) => Object.keys(changes[name] ?? { kept: true }).length === 0);
  const next = patched(user, changes, METADATA);
  return { ...next, ...Object.fromEntries(emptied.map((name) => [name, {}])) };
}

/** A user as the API shows it. */
export function showUser(user: User): object {
  const { password_hash: _hash, password_history: _history, role_ids: _roles, connection, ...shown } = user;
  const [provider, user_id] = shown.user_id.split('|');
  return { ...shown, identities: [{ connection, user_id, provider, isSocial: false }] };
}
