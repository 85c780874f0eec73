import type { User } from '../../state/entities/users.ts';
import { inexistent } from '../errors.ts';
import type { ManagementContext } from '../route.ts';

/** Looks a user up, and refuses an id that none has. */
export function existingUser({ store }: Pick<ManagementContext, 'store'>): (id: string | undefined) => User {
  return (id) => {
    const user = store.read.users.get(id ?? '');
    if (!user) throw inexistent('user');
    return user;
  };
}
