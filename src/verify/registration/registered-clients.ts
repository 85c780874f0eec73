import { z } from 'zod';
import { getAs, objectOf } from '../../management/answer.ts';
import type { TemporaryClient, TenantManagement } from '../evidence.ts';
import { rootMessage } from '../../text/root-message.ts';

/** A client that verification registered, and could not remove. */
export interface LeftClient {
  readonly clientId: string;
  /** Why, and what to do about it. */
  readonly reason: string;
}

/** By whom clients are removed. */
interface Remover {
  readonly fetch: typeof fetch;
  readonly management: TenantManagement | undefined;
}

/** Removes clients, each by the way that there is; answers with those that are left. */
export async function removeClients(
  clients: readonly TemporaryClient[],
  remover: Remover,
): Promise<readonly LeftClient[]> {
  const reasons = await Promise.all(
    clients.map((client) => remove(client, remover).catch((error: unknown) => rootMessage(error))),
  );
  return clients.flatMap(({ clientId }, index) => {
    const reason = reasons[index];
    return reason === undefined ? [] : [{ clientId, reason }];
  });
}

/** Answers why it did not; undefined when it did. */
async function remove(client: TemporaryClient, { fetch, management }: Remover): Promise<string | undefined> {
  if (client.configuration !== undefined) return removeByItself(client.configuration, fetch);
  if (management === undefined) {
    return 'the server gave no way to remove it (RFC 7592): delete it in its administration';
  }
  const path = `/clients/${encodeURIComponent(client.clientId)}`;
  // A server that answers a registration with an application that was there before must not cost that application its life.
  const { name } = await getAs(management, named, path, { fields: 'name' });
  if (name !== client.clientName) {
    return `it is called ${JSON.stringify(name)}, not ${JSON.stringify(client.clientName)}, and may have been there before`;
  }
  // Auth0 answers a deletion with nothing.
  return (await management.delete(path)) === undefined
    ? undefined
    : `DELETE ${path} was not answered as Auth0 does: look whether it is still there, and delete it`;
}

const named = objectOf({ name: z.string() });

/** RFC 7592 §2.3. */
async function removeByItself(
  { url, token }: NonNullable<TemporaryClient['configuration']>,
  fetch: typeof globalThis.fetch,
): Promise<string | undefined> {
  const { status } = await fetch(url, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  // Its query may be what lets others in.
  const { origin, pathname } = new URL(url);
  return status === 204
    ? undefined
    : `DELETE ${origin}${pathname} answered ${status}: delete it in its administration`;
}
