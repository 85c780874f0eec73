import type { Store } from '../../state/store.ts';

/** What a user has agreed to, for one application: scopes by resource indicator, OpenID Connect's own under `''`. */
export type ConsentedScopes = Readonly<Record<string, readonly string[]>>;

/** Names what one user has agreed to for one application. */
export function consentKey(clientId: string, userId: string): string {
  return `${clientId} ${userId}`;
}

/** What the user has agreed to so far. */
export function rememberedConsent(store: Store, clientId: string, userId: string): ConsentedScopes {
  const record = store.read.oauthRecords.get(recordId(clientId, userId));
  return (record?.payload['scopes'] ?? {}) as ConsentedScopes;
}

/** Adds to what the user has agreed to. */
export async function rememberConsent(
  store: Store,
  clientId: string,
  userId: string,
  scopes: ConsentedScopes,
): Promise<void> {
  const merged: Record<string, readonly string[]> = { ...rememberedConsent(store, clientId, userId) };
  for (const [resource, values] of Object.entries(scopes)) {
    merged[resource] = [...new Set([...(merged[resource] ?? []), ...values])];
  }
  await store.write(({ oauthRecords }) => {
    oauthRecords.put({
      id: recordId(clientId, userId),
      model: 'Consent',
      payload: { clientId, accountId: userId, scopes: merged },
    });
  });
}

function recordId(clientId: string, userId: string): string {
  return `Consent:${consentKey(clientId, userId)}`;
}
