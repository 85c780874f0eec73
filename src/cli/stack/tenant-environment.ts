import { existsSync } from 'node:fs';

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolder } from '../../files/make-folder.ts';
import { readTenantFiles } from '../../local-tenant/state/tenant-files.ts';
import type { ReachableTenant, TenantPlace } from './local-tenant.ts';

/**
 * What clients read of whom they trust: OpenSSL, Go and Python; Node; curl; Python's requests. The last two go before the first where a
 * machine sets them.
 */
const trustVariables = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'];

/** What points any Auth0 client, the official provider and the Pulumi CLI at a tenant on this machine. */
export async function tenantEnvironment({
  domain,
  caFile,
  deployer,
  directory,
}: Pick<ReachableTenant, 'domain' | 'directory' | 'caFile' | 'deployer'>) {
  const backend = pulumiBackend(directory);
  // Pulumi refuses a folder that is not there.
  await makeFolder(backend);
  return {
    AUTH0_DOMAIN: domain,
    AUTH0_CLIENT_ID: deployer.clientId,
    AUTH0_CLIENT_SECRET: deployer.clientSecret,
    ...Object.fromEntries(trustVariables.map((name) => [name, caFile] as const)),
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    PULUMI_CONFIG_PASSPHRASE: pulumiPassphrase,
  };
}

/** The environment for a tenant that is at its domain already, whoever serves it; undefined where one has yet to be made. */
export async function savedEnvironment({ directory, domain }: TenantPlace) {
  const files = await readTenantFiles(directory);
  const ready = files?.domain === domain && existsSync(files.caFile);
  return ready ? tenantEnvironment({ ...files, directory }) : undefined;
}

/** Where the Pulumi CLI keeps the state of a tenant's stacks: in the tenant's own folder, so that both go together. */
export const pulumiBackend = (directory: string) => join(directory, 'pulumi');

/** Protects nothing: the state and the secrets of a local tenant lie side by side on one disk. */
const pulumiPassphrase = 'omnichat-local';
