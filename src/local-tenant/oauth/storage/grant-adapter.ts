import type { Adapter } from 'oidc-provider/lib/provider.js';
import { consentKey } from '../authorization/user-consent.ts';
import type { OAuthContext } from '../context.ts';
import { recordAdapter } from './record-adapter.ts';

/** Where grants are: in memory until something has come of them, then in the tenant's store. */
export interface GrantAdapter extends Adapter {
  /** Puts a grant into the store, for the rest of its life. */
  keep(id: string): Promise<void>;
  /** The id of a grant of that user to that application, the last one for preference. */
  findId(clientId: string, userId: string): Promise<unknown>;
}

/** An authorization that nobody finishes leaves nothing in the store, however many there are. */
export function grantAdapter(memory: Adapter, context: OAuthContext): GrantAdapter {
  const { store, now } = context;
  const records = recordAdapter('Grant', context);

  return {
    ...records,

    async upsert(id, payload, expiresIn) {
      await memory.upsert(id, payload, expiresIn);
      const key = consentKey(String(payload['clientId']), String(payload['accountId']));
      await memory.upsert(key, payload, expiresIn);
    },

    async find(id) {
      return (await memory.find(id)) ?? records.find(id);
    },

    async destroy(id) {
      await memory.destroy(id);
      await records.destroy(id);
    },

    async keep(id) {
      const payload = await memory.find(id);
      if (payload === undefined) return;
      await records.upsert(id, payload, Number(payload['exp']) - Math.floor(now() / 1000));
      await memory.destroy(id);
    },

    async findId(clientId, userId) {
      const key = consentKey(clientId, userId);
      const kept = store.read.oauthRecords.by('grant_id', key).at(-1);
      return (kept?.payload ?? (await memory.find(key)))?.['jti'];
    },
  };
}
