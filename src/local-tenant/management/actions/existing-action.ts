import type { Action } from '../../state/entities/actions.ts';
import { ManagementError } from '../errors.ts';
import type { ManagementContext } from '../route.ts';

/** Looks an Action up, and refuses an id that none has. */
export function existingAction({ store }: ManagementContext): (id: string | undefined) => Action {
  return (id) => {
    const action = store.read.actions.get(id ?? '');
    if (!action) throw new ManagementError(404, 'That action does not exist.');
    return action;
  };
}
