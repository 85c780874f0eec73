import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { announceSecret, nextSecret, replaceSecret, type SecretHolder } from '../../dotenv/rotated-secret.ts';
import { probeSecrets } from '../../drift/tenant/secret-probe.ts';
import { contentOf } from '../../drift/tenant/reading.ts';
import { getAs } from '../../management/answer.ts';
import { systemClock } from '../../management/clock.ts';
import { type ManagementClient, pathPart } from '../../management/management-client.ts';
import { clientShape } from '../../management/resources/client.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import { CliError } from '../exit-codes.ts';

/** The scopes of the Management API that a rotation takes. */
export const rotationScopes = ['read:clients', 'read:client_keys', 'update:clients', 'update:client_keys'];

/** Auth0 takes a new secret within half a minute (Auth0 "Rotate Client Secrets"). */
const propagationMs = 60_000;
const pollMs = 1000;

/** What to rotate, and who holds it. */
export interface SecretRotation {
  readonly holder: SecretHolder;
  readonly clientId: string;
  /** Of an application with {@link rotationScopes}; the caller closes it. */
  readonly client: ManagementClient;
  readonly address: TenantAddress;
  /** The `.env` that holds it; absent where none does. */
  readonly dotenvPath?: string;
  /** Takes the new secret to what was deployed, where this tool keeps that. */
  readonly record: (clientSecret: string) => Promise<void>;
  readonly interrupted: AbortSignal;
}

/**
 * Gives an application a new secret. Auth0 takes one secret at a time, so the `.env` holds both while it changes, and whoever reads
 * it has one that works. What a run that was killed had begun, the next one finishes, with the same secret.
 *
 * @throws {CliError} when the secret may not be seen, or Auth0 does not take the new one
 * @throws {ManagementError} when the tenant refuses
 * @throws {DotenvError} when the `.env` cannot hold it
 */
export async function rotateSecret(rotation: SecretRotation): Promise<void> {
  const { holder, clientId, client, dotenvPath, record, interrupted } = rotation;
  const path = `/clients/${pathPart(clientId)}`;
  const present = await presentSecret(client, path);
  const announced = dotenvPath === undefined ? undefined : await nextSecret(dotenvPath, holder);
  const secret = announced ?? randomBytes(48).toString('base64url');
  if (dotenvPath !== undefined && announced === undefined) await announceSecret(dotenvPath, holder, secret);
  interrupted.throwIfAborted();
  if (present !== secret) await client.patch(path, { client_secret: secret });
  await taken(rotation, secret);
  await record(secret);
  if (dotenvPath !== undefined) await replaceSecret(dotenvPath, holder, secret);
}

async function presentSecret(client: ManagementClient, path: string): Promise<string> {
  const { client_secret: secret } = await getAs(client, clientShape, path);
  if (typeof secret === 'string') return secret;
  throw new CliError(
    `${client.domain} does not show the secret, so nothing was changed. Grant read:client_keys to the application in AUTH0_CLIENT_ID.`,
  );
}

/** Resolves once Auth0 takes the secret. */
async function taken(
  { holder, clientId, address, dotenvPath, interrupted }: SecretRotation,
  clientSecret: string,
): Promise<void> {
  const grantType = holder === 'registrar' ? 'client_credentials' : 'authorization_code';
  const credentials = { clientId, clientSecret };
  const probe = { files: [], inState: false, name: holder, credentials, grantType } as const;
  for (const sinceMs = performance.now(); ; await delay(pollMs, undefined, { signal: interrupted })) {
    const [probed] = await probeSecrets(address, [probe], systemClock);
    if (probed !== undefined && contentOf(probed.works) === true) return;
    if (performance.now() - sinceMs > propagationMs) {
      throw new CliError(
        `${address.domain} does not take the new secret of ${clientId} yet. ` +
          (dotenvPath === undefined
            ? 'No .env holds that secret; run the command again, which makes another.'
            : `${dotenvPath} holds both; run the command again to finish.`),
      );
    }
  }
}
