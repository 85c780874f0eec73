import type { ScreenRendering } from '../../../src/local-tenant/state/entities/prompts.ts';
import type { Transaction } from '../../../src/local-tenant/state/store.ts';
import { isFields } from './recorded-ids.ts';
import type { Exchange } from './recording.ts';

/** Gives the tenant the recorded one's screens, as they first appear: alone or in a list. */
export function seedRenderings(transaction: Transaction, exchanges: readonly Exchange[]): void {
  const read = exchanges.filter(
    ({ method, status, path }) => method === 'GET' && status === 200 && /rendering/.test(path),
  );
  for (const { answer } of read) {
    const { configs = [answer] } = answer as { readonly configs?: readonly unknown[] };
    for (const { prompt, screen, tenant: _tenant, ...settings } of configs.filter(isFields)) {
      const rendering = { id: `${String(prompt)}/${String(screen)}`, prompt, screen, settings };
      if (!transaction.screenRenderings.has(rendering.id))
        transaction.screenRenderings.put(rendering as ScreenRendering);
    }
  }
}
