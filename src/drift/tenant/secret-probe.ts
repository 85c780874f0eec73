import { z } from 'zod';
import { chatgptStableCallbackUrl } from '../../../infra/chatgpt.ts';
import { managementAudience } from '../../../infra/tenant.ts';
import { type Clock, waitingOn } from '../../management/clock.ts';
import {
  type ClientCredentials,
  sendTokenRequest,
  type TokenRequest,
  tokenPath,
} from '../../management/management-token.ts';
import { ManagementError } from '../../management/management-error.ts';
import { probingSdks } from '../../management/probing-sdk.ts';
import { RequestPacer, rateLimitOf } from '../../management/rate-limit.ts';
import {
  type TenantAddress,
  type TenantAnswer,
  TenantConnection,
} from '../../management/tenant-connection.ts';
import type { SecretManager } from '../../text/secret-reference.ts';
import { type Reading, readingOf } from './reading.ts';

/** A client secret that somebody relies on. */
export interface HeldSecret {
  /** The `.env` files that hold it. */
  readonly files: readonly string[];
  /** Who keeps it for the files, where they have a reference to it. */
  readonly manager?: SecretManager;
  /** Whether the state holds it. */
  readonly inState: boolean;
  /** The logical name of its application's credentials. */
  readonly name: string;
  readonly credentials: ClientCredentials;
  /** How the application gets tokens. */
  readonly grantType: 'authorization_code' | 'client_credentials';
  /** The rotation that a `.env` is in the middle of: it holds the secret's successor, too. */
  readonly rotation?: UnfinishedRotation | undefined;
}

/** A rotation that is under way, by the words of the command that goes on with it. */
interface UnfinishedRotation {
  readonly application: string;
  readonly file: string;
}

/** Where a secret lies, for people: `.env.dev and the state`. */
export function holdersText({ files, inState }: Pick<HeldSecret, 'files' | 'inState'>): string {
  return new Intl.ListFormat('en').format([...files, ...(inState ? ['the state'] : [])]);
}

/** A held secret, and whether Auth0 still takes it. */
export interface ProbedSecret extends HeldSecret {
  readonly works: Reading<boolean>;
}

/**
 * Tries client secrets at the token endpoint. Nothing is changed by it: an application with people's logins sends a code
 * that never was, and Auth0 refuses the secret (401) before it refuses the code (403 `invalid_grant`); a machine-to-machine
 * application asks for a token, as it always does. The tenant's log names who asked, since each refusal is an event there.
 */
export async function probeSecrets(
  address: TenantAddress,
  held: readonly HeldSecret[],
  machineClock: Clock,
): Promise<readonly ProbedSecret[]> {
  const clock = waitingOn(machineClock, rateLimitOf(address.domain));
  const connection = new TenantConnection(address);
  const limiter = new RequestPacer(clock);
  try {
    return await Promise.all(
      held.map(async (secret) => ({
        ...secret,
        works: await readingOf(() => works(connection, secret, clock, limiter)),
      })),
    );
  } finally {
    await connection.close();
  }
}

/** Whether the secret is taken in the form or by HTTP Basic: Auth0 takes it one way of each application (RFC 6749 §2.3.1). */
async function works(
  connection: TenantConnection,
  { credentials, grantType }: HeldSecret,
  clock: Clock,
  limiter: RequestPacer,
): Promise<boolean> {
  const sdk = probingSdks.secrets;
  const asked = {
    grant_type: grantType,
    ...(grantType === 'client_credentials'
      ? { audience: managementAudience(connection.domain) }
      : { code: 'drift-asks-whether-the-secret-is-right', redirect_uri: chatgptStableCallbackUrl }),
  };
  const ways: readonly TokenRequest[] = [
    { sdk, form: { ...asked, client_id: credentials.clientId, client_secret: credentials.clientSecret } },
    { sdk, form: asked, basic: credentials },
  ];
  for (const way of ways) {
    const answer = await sendTokenRequest(connection, way, clock, limiter);
    if (isTaken(answer, grantType, connection.domain)) return true;
  }
  return false;
}

/** @throws {ManagementError} where the answer does not tell */
function isTaken(
  { status, body }: TenantAnswer,
  grantType: HeldSecret['grantType'],
  domain: string,
): boolean {
  const said = tokenAnswer.safeParse(body).data;
  if (status === 200 && said?.access_token !== undefined) return true;
  // Only of a client that it knows does Auth0 say that the code is no good, or the API none of its own.
  if (
    said?.error === (grantType === 'client_credentials' ? 'access_denied' : 'invalid_grant') &&
    status === 403
  )
    return true;
  if (status === 401 && said?.error !== undefined) return false;
  throw new ManagementError({
    method: 'POST',
    path: tokenPath,
    domain,
    status,
    errorCode: said?.error ?? 'invalid_answer',
    reason: 'The token endpoint did not say whether the secret is right',
  });
}

const tokenAnswer = z.object({ access_token: z.string().optional(), error: z.string().optional() });
