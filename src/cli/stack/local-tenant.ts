import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ServedTenant, servedTenant } from '../../local-tenant/state/directory.ts';
import { LocalTenantError } from '../../local-tenant/errors.ts';
import { type DeployerCredentials, readTenantFiles } from '../../local-tenant/state/tenant-files.ts';
import { ManagementError } from '../../management/management-error.ts';
import { waitingFor } from '../../http/patience.ts';
import { lockHolder, shareLock } from '../../files/process-lock.ts';
import { CliError } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import { withTimeToWindUp } from '../wind-up.ts';
import { Turn } from './turn.ts';

/** A tenant on this machine that answers now. */
export interface ReachableTenant {
  readonly domain: string;
  readonly directory: string;
  /** The file of its certificate authority, PEM. */
  readonly caFile: string;
  /** What that file holds. */
  readonly ca: string;
  readonly deployer: DeployerCredentials;
  /** Whether another process serves it, and goes on when this command has ended. */
  readonly goesOn: boolean;
}

/** Where the local tenant keeps its state: `OMNICHAT_TENANT_DIR`, or `.local-tenant` in the project. */
export function tenantDirectory(
  { directory }: Pick<GlobalOptions, 'directory'>,
  { environment }: Pick<Invocation, 'environment'>,
): string {
  return resolve(directory, environment['OMNICHAT_TENANT_DIR'] || '.local-tenant');
}

/** A tenant's folder, and where the stack wants the tenant to be. */
export interface TenantPlace {
  readonly directory: string;
  readonly domain: string;
}

type Waiting = Pick<Invocation, 'interrupted'>;

/**
 * Does something with the tenant in `directory`: the one that is being served, or else one brought up from its saved state
 * for as long as it takes. Another command that brought it up for itself has its turn first.
 *
 * @throws {CliError} when the tenant is being served at another domain than the stack's, or somebody keeps it for long
 * @throws {LocalTenantError} when it cannot be brought up
 */
export function withLocalTenant<Result>(
  place: TenantPlace,
  waiting: Waiting,
  use: (tenant: ReachableTenant) => Promise<Result>,
): Promise<Result> {
  return withTenant(place, waiting, use, { exclusive: true });
}

/** {@link withLocalTenant} for what lasts: other commands use the tenant meanwhile, and it is kept until they have ended. */
export function withSharedTenant<Result>(
  place: TenantPlace,
  waiting: Waiting,
  use: (tenant: ReachableTenant) => Promise<Result>,
): Promise<Result> {
  return withTenant(place, waiting, use, { exclusive: false });
}

async function withTenant<Result>(
  { directory, domain }: TenantPlace,
  waiting: Waiting,
  use: (tenant: ReachableTenant) => Promise<Result>,
  { exclusive }: { readonly exclusive: boolean },
): Promise<Result> {
  const turn = new Turn(directory, waiting);
  for (;;) {
    const served = await servedTenant(directory);
    if (served?.domain !== undefined) {
      turn.end();
      return useServed({ ...served, domain: served.domain }, { directory, domain }, use);
    }
    if (served === undefined) {
      // A tenant's APIs take a while to load, and whoever finds one that is served needs none of them.
      const { serveTenant } = await import('../../local-tenant/index.ts');
      const tenant = await serveTenant({ directory, domain, portSetting, exclusive }).catch(unlessServed);
      if (tenant !== undefined) {
        turn.end();
        try {
          return await use(await reachable(tenant, { directory, goesOn: false }));
        } finally {
          await withTimeToWindUp(async () => {
            if (!exclusive) await guestsGone(directory, waiting);
            await tenant.close();
          });
        }
      }
    } else await turn.wait(served);
  }
}

/**
 * Does something that nobody may have the tenant for meanwhile, once whoever has it to itself has ended.
 *
 * @throws {LocalTenantError} `ALREADY_SERVED` when it is served for others to use
 */
export async function inTurn<Result>(
  directory: string,
  waiting: Waiting,
  use: () => Promise<Result>,
): Promise<Result> {
  const turn = new Turn(directory, waiting);
  try {
    for (;;) {
      try {
        return await use();
      } catch (error) {
        unlessServed(error);
        const served = await servedTenant(directory);
        if (served?.domain !== undefined) throw error;
        if (served !== undefined) await turn.wait(served);
      }
    }
  } finally {
    turn.end();
  }
}

const portSetting = "auth0:domain in the stack's file";

/** Another process may have been faster. */
function unlessServed(error: unknown): undefined {
  if (!(error instanceof LocalTenantError && error.code === 'ALREADY_SERVED')) throw error;
}

/** The name of the claims of those who use a tenant that another process serves. */
const guests = 'guest';

async function guestsGone(directory: string, { interrupted }: Waiting): Promise<void> {
  while (!interrupted.aborted) {
    const guest = await lockHolder(directory, guests);
    if (guest === undefined) return;
    const isThere = async () => (await lockHolder(directory, guests))?.pid === guest.pid;
    await waitingFor(`process ${guest.pid}, which uses the tenant`, { untoldMs: 0 }, async () => {
      while (!interrupted.aborted && (await isThere())) await delay(50);
    });
  }
}

type ReadyTenant = ServedTenant & { readonly domain: string };

async function useServed<Result>(
  served: ReadyTenant,
  { directory, domain }: TenantPlace,
  use: (tenant: ReachableTenant) => Promise<Result>,
): Promise<Result> {
  if (served.elsewhere !== undefined) {
    throw new CliError(
      `The tenant in ${directory} is served at ${served.domain} by process ${served.pid} of ${served.elsewhere}, which shares this ` +
        'folder and not this network. Run the command there, or stop that process.',
    );
  }
  if (served.domain !== domain) {
    throw new CliError(
      `The tenant in ${directory} is served at ${served.domain} by process ${served.pid}, and the stack wants ${domain}. ` +
        `Stop that process, or set auth0:domain to ${served.domain}.`,
    );
  }
  const files = await readTenantFiles(directory);
  if (files === undefined) throw endedMeanwhile(served);
  const claim = await shareLock(directory, guests);
  try {
    return await use(await reachable(files, { directory, goesOn: true }));
  } catch (error) {
    const unreachable = error instanceof ManagementError && error.errorCode === 'network_error';
    throw unreachable && (await servedTenant(directory)) === undefined
      ? endedMeanwhile(served, error)
      : error;
  } finally {
    await withTimeToWindUp(() => claim.release());
  }
}

const endedMeanwhile = ({ domain, pid }: ReadyTenant, cause?: unknown) =>
  new CliError(`The tenant at ${domain} ended with process ${pid} in the middle. Run the command again.`, {
    cause,
  });

async function reachable(
  { domain, caFile, deployer }: Pick<ReachableTenant, 'domain' | 'caFile' | 'deployer'>,
  found: Pick<ReachableTenant, 'directory' | 'goesOn'>,
): Promise<ReachableTenant> {
  return { ...found, domain, caFile, deployer, ca: await readFile(caFile, 'utf8') };
}
