import { isSecret } from '../../text/redaction.ts';
import type { State } from './store.ts';

/** A tenant's whole state as plain data, for people and programs to compare. */
export type TenantExport = Readonly<Record<string, unknown>>;

/** The state as plain data; unless `secrets` are asked for, they and what the OAuth half remembers are left out. */
export function exportOf(state: State, { secrets }: { readonly secrets: boolean }): TenantExport {
  if (secrets) return { ...state };
  // The texts of pages are called by what they are about.
  const { oauthRecords: _records, promptContents, ...rest } = state;
  const open = JSON.parse(
    JSON.stringify(rest, (name, value: unknown) => (isSecret(name, value) ? undefined : value)),
  ) as TenantExport;
  return { ...open, promptContents };
}
