import { createHash } from 'node:crypto';
import type { Adapter } from 'oidc-provider/lib/provider.js';
import type { ReadableCollections } from '../../state/collections.ts';
import type { OAuthRecord } from '../../state/entities/settings.ts';
import type { Transaction } from '../../state/store.ts';
import { consentKey } from '../authorization/user-consent.ts';
import type { OAuthContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { withinLeeway } from '../tokens/refresh-token-policy.ts';
import { namedClient } from '../clients/named-client.ts';

type OAuthRecords = ReadableCollections['oauthRecords'];

/** The models that outlive the process. */
export type PersistentModel = 'RefreshToken' | 'Grant';

/**
 * Keeps refresh tokens and grants in the tenant's store, under a hash of their value, so that the state file holds no token
 * that could be used.
 */
export function recordAdapter(model: PersistentModel, { store, now }: OAuthContext): Adapter {
  const recordId = (value: string): string =>
    `${model}:${createHash('sha256').update(value).digest('base64url')}`;
  const seconds = (): number => Math.floor(now() / 1000);
  const isUsable = (record: OAuthRecord, records: OAuthRecords): boolean => {
    const { consumed, clientId } = record.payload;
    if (typeof consumed !== 'number') return true;
    const client = namedClient(store.read, String(clientId));
    return client !== undefined && withinLeeway(client, consumed, seconds()) && !isOutdated(record, records);
  };
  const never = async (): Promise<undefined> => undefined;

  return {
    findByUid: never,
    findByUserCode: never,

    async upsert(value, payload, expiresIn) {
      const record: OAuthRecord = {
        id: recordId(value),
        model,
        grant_id:
          model === 'Grant'
            ? consentKey(String(payload['clientId']), String(payload['accountId']))
            : String(payload['grantId']),
        ...(expiresIn === undefined ? {} : { expires_at: seconds() + expiresIn }),
        payload: model === 'Grant' ? payload : { ...payload, jti: undefined },
      };
      await store.write((transaction) => {
        removeUseless(transaction, now());
        transaction.oauthRecords.put(record);
      });
    },

    async find(value) {
      const record = store.read.oauthRecords.get(recordId(value));
      if (record === undefined || hasExpired(record, now())) return undefined;
      const { consumed, ...payload } = record.payload;
      return { ...payload, jti: value, ...(isUsable(record, store.read.oauthRecords) ? {} : { consumed }) };
    },

    async consume(value) {
      await store.write(({ oauthRecords }) => {
        const record = oauthRecords.get(recordId(value));
        if (record === undefined || !isUsable(record, oauthRecords)) {
          // Another request has used it since this one found it.
          throw new Refusal(403, 'invalid_grant', 'Unknown or invalid refresh token.');
        }
        // The leeway runs from the first use.
        const consumed = record.payload['consumed'] ?? seconds();
        oauthRecords.put({ ...record, payload: { ...record.payload, consumed } });
      });
    },

    async destroy(value) {
      await store.write(({ oauthRecords }) => {
        oauthRecords.remove(recordId(value));
      });
    },

    async revokeByGrantId(grantId) {
      await store.write((transaction) => {
        for (const record of tokensOf(transaction.oauthRecords, grantId))
          transaction.oauthRecords.remove(record.id);
      });
    },
  };
}

/** Forgets what has expired, and what is left of applications and users that are gone. */
export async function removeUselessRecords({ store, now }: OAuthContext): Promise<void> {
  await store.write((transaction) => {
    removeUseless(transaction, now());
  });
}

function removeUseless(transaction: Transaction, nowMs: number): void {
  const { oauthRecords, users } = transaction;
  for (const record of oauthRecords.values()) {
    const { clientId, accountId } = record.payload;
    const isOrphan =
      namedClient(transaction, String(clientId)) === undefined || !users.has(String(accountId));
    if (isOrphan || hasExpired(record, nowMs)) oauthRecords.remove(record.id);
  }
}

/** Whether a token that came of a replacement of this one has been replaced itself. */
function isOutdated({ grant_id: grantId, payload }: OAuthRecord, records: OAuthRecords): boolean {
  return tokensOf(records, grantId ?? '').some(
    (other) =>
      other.payload['consumed'] !== undefined &&
      Number(other.payload['rotations']) > Number(payload['rotations']),
  );
}

function tokensOf(records: OAuthRecords, grantId: string): readonly OAuthRecord[] {
  return records.by('grant_id', grantId).filter((record) => record.model === 'RefreshToken');
}

function hasExpired({ expires_at: end }: OAuthRecord, nowMs: number): boolean {
  return end !== undefined && end * 1000 <= nowMs;
}
