import { resetCommand } from '../../text/own-command.ts';
import { caFileOf } from '../keys/certificates.ts';
import { clearDirectory, lockDirectory } from './directory.ts';
import type { Client } from './entities/applications.ts';
import { LocalTenantError } from '../errors.ts';
import { readState } from './state-file.ts';
import { exportOf, type TenantExport } from './tenant-export.ts';

/** The credentials of the application that holds every Management scope. */
export interface DeployerCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a tenant's directory says about the tenant, without serving it. */
export interface TenantFiles {
  readonly domain: string;
  readonly caFile: string;
  readonly deployer: DeployerCredentials;
  exportState(options: { readonly secrets: boolean }): TenantExport;
}

/**
 * Reads a tenant's directory, whether or not the tenant is being served; undefined when none was ever served there.
 *
 * @throws {@link LocalTenantError} when the state cannot be read
 */
export async function readTenantFiles(directory: string): Promise<TenantFiles | undefined> {
  const state = await readState(directory);
  if (!state) return undefined;
  const { identity } = state.documents;
  return {
    domain: identity.domain,
    caFile: caFileOf(directory),
    deployer: deployerCredentials(
      state.clients.find((client) => client.client_id === identity.deployer_client_id),
      directory,
    ),
    exportState: (options) => exportOf(state, options),
  };
}

/** @throws {@link LocalTenantError} `DEPLOYER_MISSING` */
export function deployerCredentials(client: Client | undefined, directory: string): DeployerCredentials {
  if (client) return { clientId: client.client_id, clientSecret: client.client_secret };
  throw new LocalTenantError(
    'DEPLOYER_MISSING',
    `The tenant in ${directory} no longer has its Deployer application: somebody deleted it. Start afresh with \`${resetCommand()}\`.`,
  );
}

/**
 * Removes the state of a tenant that is not being served, and what engines remember of it; keys and certificates stay.
 *
 * @throws {@link LocalTenantError} `ALREADY_SERVED`
 */
export async function resetTenant(directory: string): Promise<void> {
  const lock = await lockDirectory(directory);
  try {
    await clearDirectory(directory);
  } finally {
    await lock.release();
  }
}
