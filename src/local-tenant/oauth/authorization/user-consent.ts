import type { Token } from 'oidc-provider/lib/provider.js';
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

/** Forgets what a user has agreed to for the API of a refresh token, or for none, and all refresh tokens that came of it. */
export async function withdrawConsent(
  store: Store,
  { clientId, accountId = '', resource }: Pick<Token, 'clientId' | 'accountId' | 'resource'>,
): Promise<void> {
  await store.write(({ oauthRecords }) => {
    for (const { id, model, payload } of oauthRecords.values()) {
      if (payload['clientId'] !== clientId || payload['accountId'] !== accountId) continue;
      if (model === 'RefreshToken' && payload['resource'] === resource) oauthRecords.remove(id);
    }
    const consent = oauthRecords.get(recordId(clientId, accountId));
    if (consent === undefined) return;
    const { [String(resource ?? '')]: _withdrawn, ...scopes } = consent.payload['scopes'] as ConsentedScopes;
    oauthRecords.put({ ...consent, payload: { ...consent.payload, scopes } });
  });
}

function recordId(clientId: string, userId: string): string {
  return `Consent:${consentKey(clientId, userId)}`;
}
