import type { State } from './store.ts';

/** A tenant's whole state as plain data, for people and programs to compare. */
export type TenantExport = Readonly<Record<string, unknown>>;

const secretNames = new Set([
  'client_secret',
  'signing_secret',
  'password_hash',
  'httpAuthorization',
  'datadogApiKey',
  'splunkToken',
  'segmentWriteKey',
  'mixpanelServiceAccountPassword',
  'secret',
  'api_key',
]);

/** The state as plain data; unless `secrets` are asked for, they and what the OAuth half remembers are left out. */
export function exportOf(state: State, { secrets }: { readonly secrets: boolean }): TenantExport {
  if (secrets) return { ...state };
  const { oauthRecords: _records, ...rest } = state;
  return JSON.parse(
    JSON.stringify(rest, (name, value: unknown) => (secretNames.has(name) ? undefined : value)),
  ) as TenantExport;
}
