import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import type { Adapter } from 'oidc-provider/lib/provider.js';
import type { LoginActions } from '../actions/login-actions.ts';
import type { OAuthContext } from '../context.ts';
import type { ApiTokens } from '../tokens/api-tokens.ts';
import { accessTokenAdapter } from './access-token-adapter.ts';
import { clientAdapter } from './client-adapter.ts';
import { codeAdapter } from './code-adapter.ts';
import { deviceCodeAdapter } from './device-code-adapter.ts';
import { grantAdapter } from './grant-adapter.ts';
import { recordAdapter } from './record-adapter.ts';
import { sessionAdapter } from './session-adapter.ts';

/**
 * Where oidc-provider keeps each of its models: applications, refresh tokens and the grants behind them in the tenant's store;
 * sessions, codes and opaque access tokens in memory, so that a restart ends them.
 */
export function adapters(
  context: OAuthContext,
  tokens: ApiTokens,
  actions: LoginActions,
): (model: string) => Partial<Adapter> {
  const memory = createMemoryAdapter(0);
  const grants = grantAdapter(memory('Grant'), context);
  return (model) => {
    switch (model) {
      case 'Client':
        return clientAdapter(context.store);
      case 'Grant':
        return grants;
      case 'RefreshToken':
        return recordAdapter(model, context);
      case 'AuthorizationCode':
        return codeAdapter(memory(model), grants, tokens, actions);
      case 'DeviceCode':
        return deviceCodeAdapter(memory(model), grants, tokens, actions);
      case 'Session':
        return sessionAdapter(memory(model), context);
      case 'AccessToken':
        return accessTokenAdapter(memory(model), context);
      default:
        return memory(model);
    }
  };
}
