import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type ServedTenant, servedTenant } from '../../local-tenant/state/directory.ts';
import { LocalTenantError } from '../../local-tenant/errors.ts';
import { type DeployerCredentials, readTenantFiles } from '../../local-tenant/state/tenant-files.ts';
import { ManagementError } from '../../management/management-error.ts';
import { CliError } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';

/** A tenant on this machine that answers now. */
export interface ReachableTenant {
  readonly domain: string;
  readonly directory: string;
  /** The file of its certificate authority, PEM. */
  readonly caFile: string;
  /** What that file holds. */
  readonly ca: string;
  readonly deployer: DeployerCredentials;
}

/** Where the local tenant keeps its state: `OMNICHAT_TENANT_DIR`, or `.local-tenant` in the project. */
export function tenantDirectory(
  { directory }: Pick<GlobalOptions, 'directory'>,
  { environment }: Pick<Invocation, 'environment'>,
): string {
  return resolve(directory, environment['OMNICHAT_TENANT_DIR'] || '.local-tenant');
}

/**
 * Does something with the tenant in `directory`: the one that is being served, or else one brought up from its saved state
 * for as long as it takes.
 *
 * @throws {CliError} when the tenant is being served at another domain than the stack's
 * @throws {LocalTenantError} when it cannot be brought up
 */
export async function withLocalTenant<Result>(
  { directory, domain }: { readonly directory: string; readonly domain: string },
  use: (tenant: ReachableTenant) => Promise<Result>,
): Promise<Result> {
  for (;;) {
    const served = await readyTenant(directory);
    if (served !== undefined) return useServed(served, { directory, domain }, use);
    // A tenant's APIs take a while to load, and whoever finds one that is served needs none of them.
    const { serveTenant } = await import('../../local-tenant/index.ts');
    const tenant = await serveTenant({ directory, domain }).catch(unlessServed);
    if (tenant === undefined) continue;
    try {
      return await use(await reachable(tenant, directory));
    } finally {
      await tenant.close();
    }
  }
}

/** Another process may have been faster. */
function unlessServed(error: unknown): undefined {
  if (!(error instanceof LocalTenantError && error.code === 'ALREADY_SERVED')) throw error;
}

type ReadyTenant = Required<ServedTenant>;

/** Who serves the tenant; waits while it is being brought up. */
async function readyTenant(directory: string): Promise<ReadyTenant | undefined> {
  for (const startedMs = performance.now(); ; await delay(50)) {
    const served = await servedTenant(directory);
    if (served === undefined) return undefined;
    const { domain, pid } = served;
    if (domain !== undefined) return { domain, pid };
    if (performance.now() - startedMs > longestStartMs) {
      throw new CliError(
        `The tenant in ${directory} is held by process ${pid}, which does not answer. End it, and try again.`,
      );
    }
  }
}

const longestStartMs = 10_000;

async function useServed<Result>(
  served: ReadyTenant,
  { directory, domain }: { readonly directory: string; readonly domain: string },
  use: (tenant: ReachableTenant) => Promise<Result>,
): Promise<Result> {
  if (served.domain !== domain) {
    throw new CliError(
      `The tenant in ${directory} is served at ${served.domain} by process ${served.pid}, and the stack wants ${domain}. ` +
        `Stop that process, or set auth0:domain to ${served.domain}.`,
    );
  }
  const files = await readTenantFiles(directory);
  if (files === undefined) throw endedMeanwhile(served);
  try {
    return await use(await reachable(files, directory));
  } catch (error) {
    const unreachable = error instanceof ManagementError && error.errorCode === 'network_error';
    throw unreachable && (await servedTenant(directory)) === undefined
      ? endedMeanwhile(served, error)
      : error;
  }
}

const endedMeanwhile = ({ domain, pid }: ReadyTenant, cause?: unknown) =>
  new CliError(`The tenant at ${domain} ended with process ${pid} in the middle. Run the command again.`, {
    cause,
  });

async function reachable(
  { domain, caFile, deployer }: Pick<ReachableTenant, 'domain' | 'caFile' | 'deployer'>,
  directory: string,
): Promise<ReachableTenant> {
  return { domain, directory, caFile, deployer, ca: await readFile(caFile, 'utf8') };
}

/** What points any Auth0 client, the official provider and the Pulumi CLI at a tenant on this machine. */
export async function tenantEnvironment({ domain, caFile, deployer, directory }: ReachableTenant) {
  const backend = pulumiBackend(directory);
  // Pulumi refuses a folder that is not there.
  await mkdir(backend, { recursive: true, mode: 0o700 });
  return {
    AUTH0_DOMAIN: domain,
    AUTH0_CLIENT_ID: deployer.clientId,
    AUTH0_CLIENT_SECRET: deployer.clientSecret,
    SSL_CERT_FILE: caFile,
    NODE_EXTRA_CA_CERTS: caFile,
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    PULUMI_CONFIG_PASSPHRASE: pulumiPassphrase,
  };
}

/** Where the Pulumi CLI keeps the state of a tenant's stacks: in the tenant's own folder, so that both go together. */
export const pulumiBackend = (directory: string) => join(directory, 'pulumi');

/** Protects nothing: the state and the secrets of a local tenant lie side by side on one disk. */
const pulumiPassphrase = 'omnichat-local';
