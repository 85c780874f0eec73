import { removeEvents } from '../log/log-file.ts';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { removeAbandoned } from '../../files/temporary-file.ts';
import { LocalTenantError } from '../errors.ts';
import { acquireLock, lockHolder, type Lock } from '../../files/process-lock.ts';
import { stateFile } from './state-file.ts';

const lockName = 'tenant';

/** Who serves a directory. */
export interface ServedTenant {
  /** Host and port; absent while the process is still starting, keeps the tenant to itself, or is too busy to answer. */
  readonly domain?: string;
  readonly pid: number;
  /** Set where the process is there and does not answer. */
  readonly silent?: true;
  /** The name of the container or machine where it runs, when that has another loopback than this process. */
  readonly elsewhere?: string;
}

/** Which process serves the tenant in this directory right now, if any. */
export async function servedTenant(directory: string): Promise<ServedTenant | undefined> {
  const holder = await lockHolder(directory, lockName);
  if (holder === undefined) return undefined;
  const { pid, about, elsewhere } = holder;
  return {
    pid,
    ...(about === undefined && { silent: true }),
    ...(about && { domain: about }),
    ...(elsewhere !== undefined && { elsewhere }),
  };
}

/**
 * Makes the directory, readable for its owner only, and takes the lock that whoever serves it holds.
 *
 * @throws {@link LocalTenantError} `DIRECTORY_UNUSABLE` or `ALREADY_SERVED`
 */
export async function lockDirectory(directory: string): Promise<Lock> {
  await makeDirectory(directory);
  const result = await acquireLock(directory, lockName);
  if ('lock' in result) return result.lock;
  const { pid, about, elsewhere } = result.holder;
  const where =
    elsewhere === undefined ? '' : ` of ${elsewhere}, which shares this folder and not this network,`;
  throw new LocalTenantError(
    'ALREADY_SERVED',
    `The tenant in ${directory} is already served by process ${pid}${where}${about ? ` at https://${about}/` : ''}. Use that one, or end it first.`,
  );
}

/** Why a tenant that lost its directory saves nothing there any more. */
export function lostDirectory(directory: string): LocalTenantError {
  return new LocalTenantError(
    'STATE_NOT_SAVED',
    `The claim of this process on ${directory} is gone: somebody removed it, or took a process that stood still for dead. ` +
      'Nothing was changed. End this process and serve the tenant again.',
  );
}

/**
 * Removes the state, the log and the records of all engines; keys and certificates stay, so that clients still trust the tenant. A
 * folder that never held a tenant is left alone: what lies there is somebody else's.
 */
export async function clearDirectory(directory: string): Promise<void> {
  if (!existsSync(stateFile(directory))) return;
  await rm(stateFile(directory));
  await removeAbandoned(stateFile(directory));
  await removeEvents(directory);
  await clearEngineRecords(directory);
}

/** Removes what engines remember of resources that a tenant no longer holds. */
export async function clearEngineRecords(directory: string): Promise<void> {
  for (const name of ['embedded', 'pulumi']) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await makeFolder(directory);
  } catch (cause) {
    throw unusable(directory, (cause as Error).message, cause);
  }
}

function unusable(directory: string, reason: string, cause?: unknown): LocalTenantError {
  return new LocalTenantError(
    'DIRECTORY_UNUSABLE',
    `${directory} cannot hold a tenant: ${reason}. Move what is there, or choose another directory.`,
    { cause },
  );
}
