import type { Adapter } from 'oidc-provider/lib/provider.js';
import type { AuthenticationMethod } from '../../state/entities/users.ts';
import type { OAuthContext } from '../context.ts';

/** Sessions, in memory; of those that somebody has logged in to, the tenant knows. */
export function sessionAdapter(memory: Adapter, { sessions }: OAuthContext): Adapter {
  const upsert = memory.upsert.bind(memory);
  const destroy = memory.destroy.bind(memory);
  return Object.assign(memory, {
    async upsert(key: string, payload: Record<string, unknown>, expiresIn?: number): Promise<void> {
      await upsert(key, payload, expiresIn);
      const { uid, accountId, loginTs, exp, amr = [], authorizations = {} } = payload;
      if (typeof accountId !== 'string') {
        sessions.forget(key);
        return;
      }
      const session = {
        id: String(uid),
        userId: accountId,
        loggedIn: Number(loginTs),
        idleUntil: Number(exp),
        methods: amr as readonly AuthenticationMethod[],
        clientIds: Object.keys(authorizations as object),
      };
      sessions.note(key, session, () => destroy(key));
    },
    async destroy(key: string): Promise<void> {
      sessions.forget(key);
      await destroy(key);
    },
  });
}
