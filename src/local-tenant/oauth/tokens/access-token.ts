import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Token } from 'oidc-provider/lib/provider.js';
import type { ResourceServer } from '../../state/entities/apis.ts';
import type { SigningKey } from '../../keys/signing-key.ts';

/** Header and claims of an access token before it is signed. */
export interface UnsignedToken {
  header: Record<string, unknown> | undefined;
  payload: Record<string, unknown>;
}

/** How oidc-provider is to sign an API's access tokens. */
export interface TokenSigning {
  readonly alg: string;
  readonly kid?: string;
  readonly key?: KeyObject;
}

/** The signature that the API asks for: its own secret for HS256, the tenant's current key otherwise. */
export function tokenSigning(api: ResourceServer, current: SigningKey): TokenSigning {
  return api.signing_alg === 'HS256'
    ? { alg: 'HS256', key: createSecretKey(api.signing_secret ?? '', 'utf8') }
    : { alg: api.signing_alg, kid: current.kid };
}

/**
 * Gives an access token the shape of the API's dialect.
 *
 * Only RS256 opens `/userinfo`. Sources: Auth0, "Access Token Profiles"; "Access Tokens".
 *
 * @param dialect.permissions - what the `_authz` dialects list, or `undefined` to list nothing
 */
export function applyDialect(
  unsigned: UnsignedToken,
  token: Token,
  {
    api,
    userinfoAudience,
    permissions,
  }: {
    readonly api: ResourceServer;
    readonly userinfoAudience: string;
    readonly permissions: readonly string[] | undefined;
  },
): void {
  const { client_id: clientId, jti, ...claims } = unsigned.payload;
  const rfc9068 = api.token_dialect?.startsWith('rfc9068_profile') ?? false;
  const own = token.kind === 'ClientCredentials';
  unsigned.header = { typ: rfc9068 ? 'at+jwt' : 'JWT' };
  unsigned.payload = {
    ...claims,
    ...(own ? { sub: `${String(clientId)}@clients` } : {}),
    ...(token.scopes.has('openid') && api.signing_alg === 'RS256'
      ? { aud: [api.identifier, userinfoAudience] }
      : {}),
    ...(rfc9068
      ? { client_id: clientId, jti }
      : { azp: clientId, ...(own ? { gty: 'client-credentials' } : {}) }),
    ...(permissions !== undefined && api.token_dialect?.endsWith('_authz') === true ? { permissions } : {}),
  };
}
