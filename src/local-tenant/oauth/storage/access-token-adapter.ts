import { jwtVerify } from 'jose';
import type { Adapter } from 'oidc-provider/lib/provider.js';
import type { OAuthContext } from '../context.ts';
import type { GrantAdapter } from './grant-adapter.ts';

/**
 * Finds opaque access tokens in memory, and for `/userinfo` also the JWTs of any API that name it as a second audience, as
 * Auth0's do when `openid` was asked for.
 */
export function accessTokenAdapter(memory: Adapter, grants: GrantAdapter, context: OAuthContext): Adapter {
  const findOpaque = memory.find.bind(memory);
  return Object.assign(memory, {
    find: (value: string) =>
      value.includes('.') ? jwtForUserinfo(value, grants, context) : findOpaque(value),
  });
}

async function jwtForUserinfo(
  token: string,
  grants: GrantAdapter,
  { keys, issuer }: OAuthContext,
): Promise<Record<string, unknown> | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => (kid === keys.next.kid ? keys.next : keys.current).publicKey,
      { issuer, audience: `${issuer}userinfo` },
    );
    const clientId = String(payload['azp'] ?? payload['client_id']);
    return {
      ...payload,
      aud: undefined,
      kind: 'AccessToken',
      clientId,
      accountId: payload.sub,
      grantId: await grants.findId(clientId, payload.sub ?? ''),
    };
  } catch {
    return undefined;
  }
}
