import { namedClient } from '../../oauth/clients/named-client.ts';
import type { ReadableCollections } from '../../state/collections.ts';
import type { OAuthRecord } from '../../state/entities/settings.ts';
import type { User } from '../../state/entities/users.ts';
import type { Transaction } from '../../state/store.ts';

/** Has a user log in again, wherever a session is. */
export function endSessions({ users }: Transaction, user: User, nowMs: number): void {
  users.put({ ...user, sessions_ended_at: new Date(nowMs).toISOString() });
}

/** Which refresh tokens are meant: those that are all of what is stated. */
interface TokenFilter {
  readonly ids?: readonly string[] | undefined;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly audience?: string | undefined;
}

/** Takes refresh tokens back. */
export function removeRefreshTokens(tenant: Transaction, filter: TokenFilter): void {
  for (const record of tenant.oauthRecords.values())
    if (isMeant(tenant, record, filter)) tenant.oauthRecords.remove(record.id);
}

/** The refresh tokens of a user that are good, as the API shows them, without the tokens themselves. */
export function refreshTokensOf(
  read: ReadableCollections,
  { user_id: userId }: User,
  nowMs: number,
): readonly ShownToken[] {
  return [...read.oauthRecords.values()]
    .filter((record) => isMeant(read, record, { userId }) && isGood(record, nowMs))
    .map((record) => shown(read, record));
}

/** The refresh token of that id, if it is good. */
export function refreshTokenIn(read: ReadableCollections, id: string, nowMs: number): ShownToken | undefined {
  const record = read.oauthRecords.get(`${prefix}${id}`);
  return record && isGood(record, nowMs) ? shown(read, record) : undefined;
}

type ShownToken = ReturnType<typeof shown>;

const prefix = 'RefreshToken:';

function isMeant(
  read: ReadableCollections,
  { id, model, payload }: OAuthRecord,
  { ids, userId, sessionId, clientId, audience }: TokenFilter,
): boolean {
  const is = (name: string, wanted: string | undefined): boolean =>
    wanted === undefined || payload[name] === wanted;
  return (
    model === 'RefreshToken' &&
    (ids === undefined || ids.includes(id.replace(prefix, ''))) &&
    is('accountId', userId) &&
    is('sessionUid', sessionId) &&
    (clientId === undefined || namedClient(read, String(payload['clientId']))?.client_id === clientId) &&
    (audience === undefined || [payload['resource'] ?? []].flat().includes(audience))
  );
}

function isGood({ expires_at: end, payload }: OAuthRecord, nowMs: number): boolean {
  return payload['consumed'] === undefined && (end === undefined || end * 1000 > nowMs);
}

function shown(read: ReadableCollections, { id, payload, expires_at }: OAuthRecord) {
  const { clientId, iat, iiat = iat, resource, scope, sessionUid = null } = payload;
  const client = namedClient(read, String(clientId));
  const settings = client?.refresh_token;
  const expires = settings?.expiration_type === 'expiring';
  const iso = (seconds: unknown): string => new Date(Number(seconds) * 1000).toISOString();
  return {
    id: id.replace(prefix, ''),
    user_id: payload['accountId'],
    created_at: iso(iiat),
    idle_expires_at: expires && !settings.infinite_idle_token_lifetime ? iso(expires_at) : null,
    expires_at:
      expires && !settings.infinite_token_lifetime ? iso(Number(iiat) + settings.token_lifetime) : null,
    client_id: client?.client_id,
    session_id: sessionUid,
    rotating: settings?.rotation_type === 'rotating',
    resource_servers: [resource ?? []].flat().map((audience) => ({ audience, scopes: scope })),
  };
}
