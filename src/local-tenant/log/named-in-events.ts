import type { NewEvent } from './tenant-log.ts';

/** A user as an event names one. */
export const userOf = ({
  user_id,
  email,
  connection,
}: {
  readonly user_id: string;
  readonly email: string;
  readonly connection: string;
}) => ({ user_id, user_name: email, connection });

/** Where applications are found by their ids. */
interface Applications {
  readonly store: {
    readonly read: {
      readonly clients: { get(id: string): { readonly name?: string | undefined } | undefined };
    };
  };
}

/** The application as an event names it. */
export function applicationOf(
  { store }: Applications,
  clientId: string | undefined,
): Pick<NewEvent, 'client_id' | 'client_name'> {
  if (clientId === undefined) return {};
  const name = store.read.clients.get(clientId)?.name;
  return { client_id: clientId, ...(name !== undefined && { client_name: name }) };
}
