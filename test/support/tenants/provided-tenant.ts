import { readFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { serveTenant } from '../../../src/local-tenant/index.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { loadedProvider } from './dynamic-provider.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';
import { copyTenantKeys } from './tenant-keys.ts';

/** A fresh tenant until the test ends, a client of its Management API, and a dynamic provider that is configured for it as Pulumi does. */
export async function providedTenant(providerText: string) {
  const directory = await temporaryFolder();
  await copyTenantKeys(directory);
  const tenant = await serveTenant({ directory, domain: 'localhost:0' });
  const ca = await readFile(tenant.caFile, 'utf8');
  const { domain, deployer } = tenant;
  const management = new ManagementClient({ domain, ca, credentials: deployer });
  onTestFinished(async () => {
    await management.close();
    await tenant.close();
  });
  const provider = await loadedProvider(
    providerText,
    { ca },
    { 'auth0:domain': domain },
    { AUTH0_CLIENT_ID: deployer.clientId, AUTH0_CLIENT_SECRET: deployer.clientSecret },
  );
  return { management, provider };
}
