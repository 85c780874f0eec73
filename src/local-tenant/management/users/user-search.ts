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

const sortedFields = [...searchedFields, 'created_at', 'updated_at'] as const;
const sortOrder = new RegExp(`^(${sortedFields.join('|')}):(-?1)$`);

/**
 * Users in the order of one property: `created_at:1` is ascending, `created_at:-1` descending.
 *
 * Source: Auth0's OpenAPI document, `GET /users`.
 *
 * @throws {ManagementError} 501 for any other order
 */
export function inOrder(users: readonly User[], sort: string | undefined): readonly User[] {
  if (sort === undefined) return users;
  const [, field, direction] = sortOrder.exec(sort) ?? [];
  const name = sortedFields.find((candidate) => candidate === field);
  if (name === undefined) throw notEmulated('the order of users that `sort` asks for');
  const value = (user: User) => user[name] ?? '';
  return users.toSorted(
    (one, other) =>
      Number(direction) * (Number(value(one) > value(other)) - Number(value(one) < value(other))),
  );
}

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
