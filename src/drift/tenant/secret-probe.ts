import { chatgptStableCallbackUrl } from '../../../infra/chatgpt.ts';
import type { Clock } from '../../management/clock.ts';
import { type ClientCredentials, requestToken } from '../../management/management-token.ts';
import { ManagementError } from '../../management/management-error.ts';
import { RateLimiter } from '../../management/rate-limit.ts';
import { type TenantAddress, TenantConnection } from '../../management/tenant-connection.ts';
import { type Source, sourceOf } from './source.ts';

/** A client secret that somebody relies on. */
export interface HeldSecret {
  /** The `.env` files that hold it. */
  readonly files: readonly string[];
  /** Whether the state holds it. */
  readonly inState: boolean;
  /** The logical name of its application's credentials. */
  readonly name: string;
  readonly credentials: ClientCredentials;
  /** How the application gets tokens. */
  readonly grantType: 'authorization_code' | 'client_credentials';
}

/** Where a secret lies, for people: `.env.dev and the state`. */
export function holdersText({ files, inState }: Pick<HeldSecret, 'files' | 'inState'>): string {
  return new Intl.ListFormat('en').format([...files, ...(inState ? ['the state'] : [])]);
}

/** A held secret, and whether Auth0 still takes it. */
export interface ProbedSecret extends HeldSecret {
  readonly works: Source<boolean>;
}

/**
 * Tries client secrets at the token endpoint. Nothing is changed by it: an application with people's logins sends a code
 * that never was, and Auth0 refuses the secret (401) before it refuses the code (403 `invalid_grant`); a machine-to-machine
 * application asks for a token, as it always does.
 */
export async function probeSecrets(
  address: TenantAddress,
  held: readonly HeldSecret[],
  clock: Clock,
): Promise<readonly ProbedSecret[]> {
  const connection = new TenantConnection(address);
  const limiter = new RateLimiter(clock);
  try {
    return await Promise.all(
      held.map(async (secret) => ({
        ...secret,
        works: await sourceOf(() => works(connection, secret, clock, limiter)),
      })),
    );
  } finally {
    await connection.close();
  }
}

async function works(
  connection: TenantConnection,
  { credentials, grantType }: HeldSecret,
  clock: Clock,
  limiter: RateLimiter,
): Promise<boolean> {
  const status =
    grantType === 'client_credentials'
      ? await statusOfTokenRequest(connection, credentials, clock, limiter)
      : await statusOfWrongCode(connection, credentials, limiter);
  if (status === 429 || status >= 500) {
    throw new ManagementError({
      method: 'POST',
      path: '/oauth/token',
      domain: connection.domain,
      status,
      errorCode: status === 429 ? 'too_many_requests' : 'server_error',
      reason: 'The token endpoint did not say whether the secret is right',
    });
  }
  return status !== 401;
}

async function statusOfTokenRequest(
  connection: TenantConnection,
  credentials: ClientCredentials,
  clock: Clock,
  limiter: RateLimiter,
): Promise<number> {
  try {
    await requestToken(connection, credentials, clock, limiter);
    return 200;
  } catch (error) {
    if (error instanceof ManagementError && error.status !== undefined) return error.status;
    throw error;
  }
}

async function statusOfWrongCode(
  connection: TenantConnection,
  { clientId, clientSecret }: ClientCredentials,
  limiter: RateLimiter,
): Promise<number> {
  const { status } = await limiter.patiently(() =>
    connection.send({
      method: 'POST',
      path: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        client_secret: clientSecret,
        code: 'drift-asks-whether-the-secret-is-right',
        redirect_uri: chatgptStableCallbackUrl,
      }).toString(),
    }),
  );
  return status;
}
