import { createHash } from 'node:crypto';

/** The picture of a user who has chosen none: Gravatar's for the address, or else Auth0's with its first two letters. */
export function userPicture(email: string): string {
  const hash = createHash('md5').update(email).digest('hex');
  const letters = `https://cdn.auth0.com/avatars/${email.slice(0, 2)}.png`;
  return `https://s.gravatar.com/avatar/${hash}?s=480&r=pg&d=${encodeURIComponent(letters)}`;
}
