import type { Adapter } from 'oidc-provider/lib/provider.js';
import type { OAuthContext } from '../context.ts';
import { recordAdapter } from './record-adapter.ts';

/** Where grants are: in memory until something has come of them, then in the tenant's store. */
export interface GrantAdapter extends Adapter {
  /** Puts a grant into the store, for the rest of its life. */
  keep(id: string): Promise<void>;
}

const own = 'own:';

/** The id of a grant of what an access token itself says, which is kept nowhere. */
export function ownGrantId(token: {
  readonly clientId: string;
  readonly accountId: unknown;
  readonly scope: unknown;
}): string {
  const { clientId, accountId, scope } = token;
  return own + JSON.stringify({ clientId, accountId, openid: { scope } });
}

/** An authorization that nobody finishes leaves nothing in the store, however many there are. */
export function grantAdapter(memory: Adapter, context: OAuthContext): GrantAdapter {
  const { now } = context;
  const records = recordAdapter('Grant', context);

  return {
    ...records,

    async upsert(id, payload, expiresIn) {
      await memory.upsert(id, payload, expiresIn);
    },

    async find(id) {
      if (id.startsWith(own)) return { ...JSON.parse(id.slice(own.length)), jti: id, kind: 'Grant' };
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
  };
}
