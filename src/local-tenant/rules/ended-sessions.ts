import type { AuthenticationMethod, User } from '../state/entities/users.ts';

/**
 * Whether the sessions of a user have ended since the login by these methods; refresh tokens go on. A login before the user was made
 * was somebody else's, of the same id.
 */
export function hasEnded(
  { created_at: made, sessions_ended_at: ended = made }: User,
  methods: readonly AuthenticationMethod[] = [],
): boolean {
  return methods.some(({ name, timestamp }) => name === 'pwd' && timestamp < ended);
}
