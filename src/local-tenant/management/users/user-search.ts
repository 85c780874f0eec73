import type { User } from '../../state/entities/users.ts';
import { notEmulated } from '../not-emulated.ts';

const searchedFields = [
  'email',
  'username',
  'user_id',
  'name',
  'nickname',
  'given_name',
  'family_name',
] as const;
const searchTerm = new RegExp(`^(${searchedFields.join('|')}):(?:"([^"]+)"|([^"\\s*?~()]+))$`);

/**
 * Whether a user is found by a query in Lucene's syntax: one property, and what it is as a whole.
 *
 * Source: Auth0, "User Search Query Syntax".
 *
 * @throws {ManagementError} 501 for any other query, which Auth0 would understand
 */
export function isFound(query: string): (user: User) => boolean {
  const [, field, quoted, plain] = searchTerm.exec(query) ?? [];
  const name = searchedFields.find((candidate) => candidate === field);
  const wanted = (quoted ?? plain)?.toLowerCase();
  if (name === undefined || wanted === undefined) {
    throw notEmulated('the search for users by more than one whole property in `q`');
  }
  return (user) => user[name]?.toLowerCase() === wanted;
}
