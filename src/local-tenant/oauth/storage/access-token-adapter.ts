import { jwtVerify } from 'jose';
import type { Adapter } from 'oidc-provider/lib/provider.js';
import type { OAuthContext } from '../context.ts';
import { ownGrantId } from './grant-adapter.ts';

/**
 * Finds opaque access tokens in memory, and for `/userinfo` also the JWTs of any API that name it as a second audience, as
 * Auth0's do when `openid` was asked for. A JWT is good until it expires, whatever has become of the grant behind it.
 */
export function accessTokenAdapter(memory: Adapter, context: OAuthContext): Adapter {
  const findOpaque = memory.find.bind(memory);
  return Object.assign(memory, {
    find: (value: string) => (value.includes('.') ? jwtForUserinfo(value, context) : findOpaque(value)),
  });
}

async function jwtForUserinfo(
  token: string,
  { keys, issuer, userinfoAudience, now }: OAuthContext,
): Promise<Record<string, unknown> | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => (keys.published.find((key) => key.kid === kid) ?? keys.current).publicKey,
      { issuer, audience: userinfoAudience, currentDate: new Date(now()) },
    );
    const clientId = String(payload['azp'] ?? payload['client_id']);
    // Its other claims are for the API, and may have any name.
    return {
      iat: payload.iat,
      exp: payload.exp,
      jti: payload.jti,
      scope: payload['scope'],
      kind: 'AccessToken',
      clientId,
      accountId: payload.sub,
      grantId: ownGrantId({ clientId, accountId: payload.sub, scope: payload['scope'] }),
    };
  } catch {
    return undefined;
  }
}
