import { createHash } from 'node:crypto';

/**
 * The picture of a user who has chosen none: Gravatar's for the address, or else Auth0's with the initials of the name, or the first
 * two letters where it is one word.
 */
export function userPicture(email: string, name = email): string {
  const hash = createHash('md5').update(email).digest('hex');
  // By whole characters: no URL can hold half of one.
  const [first = [], second] = Buffer.from(name).toString().trim().toLowerCase().split(/\s+/).map(characters);
  const initials = (second === undefined ? first.slice(0, 2) : [first[0], second[0]]).join('');
  const letters = `https://cdn.auth0.com/avatars/${initials}.png`;
  return `https://s.gravatar.com/avatar/${hash}?s=480&r=pg&d=${encodeURIComponent(letters)}`;
}

const characters = (word: string): readonly string[] => Array.from(word);
