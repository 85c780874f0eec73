import type { Transaction } from '../../state/store.ts';

/** Takes all factors from a user, who has to enrol anew. */
export function removeFactors({ authenticationMethods }: Transaction, userId: string): void {
  for (const { id } of authenticationMethods.by('user_id', userId)) authenticationMethods.remove(id);
}
