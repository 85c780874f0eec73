import { Provider, type Adapter, type Token } from 'oidc-provider/lib/provider.js';
import type { LoginActions } from '../actions/login-actions.ts';
import type { LoginChanges } from '../actions/login-changes.ts';
import { Refusal } from '../refusal.ts';
import type { ApiTokens } from '../tokens/api-tokens.ts';
import { checkRequestedApi } from '../tokens/requested-api.ts';
import type { GrantAdapter } from './grant-adapter.ts';

/**
 * Authorization codes, in memory, each with what Actions have changed about its tokens. Redeeming one, which works once, keeps the
 * grant that it was issued under.
 */
export function codeAdapter(
  memory: Adapter,
  grants: GrantAdapter,
  tokens: ApiTokens,
  actions: LoginActions,
): Adapter {
  const upsert = memory.upsert.bind(memory);
  const consume = memory.consume.bind(memory);
  return Object.assign(memory, {
    async upsert(id: string, payload: Record<string, unknown>, expiresIn?: number): Promise<void> {
      const changes = Provider.ctx && actions.changesOf(Provider.ctx);
      await upsert(id, { ...payload, ...(changes !== undefined && { changes }) }, expiresIn);
    },
    async consume(value: string): Promise<void> {
      const code = await memory.find(value);
      if (code === undefined || code['consumed'] !== undefined) {
        // Another request has redeemed it since this one found it.
        throw new Refusal(403, 'invalid_grant', 'Invalid authorization code');
      }
      if (Provider.ctx !== undefined) {
        actions.redeem(Provider.ctx, code['changes'] as LoginChanges | undefined);
        checkRequestedApi(Provider.ctx, code['resource'] as Token['resource'], tokens);
      }
      await consume(value);
      await grants.keep(String(code['grantId']));
    },
  });
}
