import type { ReadableCollections } from '../../state/collections.ts';
import type { OAuthRecord } from '../../state/entities/settings.ts';
import type { User } from '../../state/entities/users.ts';
import type { Transaction } from '../../state/store.ts';

/** Has a user log in again, wherever a session is. */
export function endSessions({ users }: Transaction, user: User, nowMs: number): void {
  users.put({ ...user, sessions_ended_at: new Date(nowMs).toISOString() });
}

/** Takes back all refresh tokens of a user, or those of one session. */
export function removeRefreshTokens({ oauthRecords }: Transaction, userId: string, sessionId?: string): void {
  for (const record of oauthRecords.values()) {
    const isMeant = sessionId === undefined || record.payload['sessionUid'] === sessionId;
    if (isMeant && isTokenOf(record, userId)) oauthRecords.remove(record.id);
  }
}

/** The refresh tokens of a user that are good, as the API shows them, without the tokens themselves. */
export function refreshTokensOf(
  read: ReadableCollections,
  { user_id }: User,
  nowMs: number,
): readonly { readonly id: string }[] {
  return [...read.oauthRecords.values()]
    .filter((record) => isTokenOf(record, user_id) && record.payload['consumed'] === undefined)
    .filter(({ expires_at: end }) => end === undefined || end * 1000 > nowMs)
    .map((record) => shown(read, record, user_id));
}

function isTokenOf({ model, payload }: OAuthRecord, userId: string): boolean {
  return model === 'RefreshToken' && payload['accountId'] === userId;
}

function shown(read: ReadableCollections, { id, payload, expires_at }: OAuthRecord, user_id: string) {
  const { clientId, iat, iiat = iat, resource, scope, sessionUid = null } = payload;
  const settings = read.clients.get(String(clientId))?.refresh_token;
  const expires = settings?.expiration_type === 'expiring';
  const iso = (seconds: unknown): string => new Date(Number(seconds) * 1000).toISOString();
  return {
    id: id.replace('RefreshToken:', ''),
    user_id,
    created_at: iso(iiat),
    idle_expires_at: expires && !settings.infinite_idle_token_lifetime ? iso(expires_at) : null,
    expires_at:
      expires && !settings.infinite_token_lifetime ? iso(Number(iiat) + settings.token_lifetime) : null,
    client_id: clientId,
    session_id: sessionUid,
    rotating: settings?.rotation_type === 'rotating',
    resource_servers: [resource ?? []].flat().map((audience) => ({ audience, scopes: scope })),
  };
}
