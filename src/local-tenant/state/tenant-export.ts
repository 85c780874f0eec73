import type { State } from './store.ts';

/** A tenant's whole state as plain data, for people and programs to compare. */
export type TenantExport = Readonly<Record<string, unknown>>;

/** What Auth0 calls a text, or texts, that nobody else may see. A captcha's site key stands in every page that shows one. */
const secretName =
  /(?:secret|password|password_hash|password_history|token|authorization|(?<!public_?|site_?)key|sumoSourceAddress)$/i;

/** What is secret whole, under names that somebody chose. */
const chosenNames = new Set(['httpCustomHeaders', 'configuration']);

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

/** Objects of such a name are settings, as those of a connection's `password_history`. */
function isSecret(name: string, value: unknown): boolean {
  if (chosenNames.has(name)) return true;
  return secretName.test(name) && [value].flat().every((text) => typeof text === 'string');
}
