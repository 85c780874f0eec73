import type { Transaction } from '../state/store.ts';

/**
 * Takes what users granted to an application, refresh tokens included, away with one of the two: whoever comes to have its id later,
 * as a user whose id is stated or a metadata document that is imported anew, gets nothing of it.
 *
 * @param held - under what OAuth's records name it
 */
export function forgetGrants(
  { oauthRecords }: Transaction,
  held: 'accountId' | 'clientId',
  ids: readonly unknown[],
): void {
  for (const { id, payload } of oauthRecords.values())
    if (ids.includes(payload[held])) oauthRecords.remove(id);
}
