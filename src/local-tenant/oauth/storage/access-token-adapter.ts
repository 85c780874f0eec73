import { jwtVerify } from 'jose';
import type { Adapter } from 'oidc-provider/lib/provider.js';
import { consentKey } from '../authorization/user-consent.ts';
import type { OAuthContext } from '../context.ts';

/**
 * Finds opaque access tokens in memory, and for `/userinfo` also the JWTs of any API that name it as a second audience, as
 * Auth0's do when `openid` was asked for.
 */
export function accessTokenAdapter(memory: Adapter, context: OAuthContext): Adapter {
  const findOpaque = memory.find.bind(memory);
  return Object.assign(memory, {
    find: (value: string) => (value.includes('.') ? jwtForUserinfo(value, context) : findOpaque(value)),
  });
}

async function jwtForUserinfo(
  token: string,
  { keys, issuer, store }: OAuthContext,
): Promise<Record<string, unknown> | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => (kid === keys.next.kid ? keys.next : keys.current).publicKey,
      { issuer, audience: `${issuer}userinfo` },
    );
    const clientId = String(payload['azp'] ?? payload['client_id']);
    const grants = store.read.oauthRecords.by('grant_id', consentKey(clientId, payload.sub ?? ''));
    return {
      ...payload,
      aud: undefined,
      kind: 'AccessToken',
      clientId,
      accountId: payload.sub,
      grantId: grants.at(-1)?.payload['jti'],
    };
  } catch {
    return undefined;
  }
}
