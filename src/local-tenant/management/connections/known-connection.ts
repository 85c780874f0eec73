import type { Connection } from '../../state/entities/users.ts';
import { inexistent } from '../errors.ts';
import type { ManagementContext } from '../route.ts';

/** Looks a connection up, and refuses an id that none has. */
export function knownConnection({
  store,
}: Pick<ManagementContext, 'store'>): (id: string | undefined) => Connection {
  return (id) => {
    const connection = store.read.connections.get(id ?? '');
    if (!connection) throw inexistent('connection');
    return connection;
  };
}
