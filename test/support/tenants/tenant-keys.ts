import { cp } from 'node:fs/promises';
import { resetTenant, serveTenant } from '../../../src/local-tenant/index.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';

let made: Promise<string> | undefined;

async function makeTenantKeys(): Promise<string> {
  const folder = await temporaryFolder({ lifetime: 'run' });
  await (await serveTenant({ directory: folder, domain: 'localhost:0' })).close();
  await resetTenant(folder);
  return folder;
}

/** Puts a tenant's keys, and nothing else, into a folder. They take longest of all that a tenant is made of: each process makes them once. */
export async function copyTenantKeys(directory: string): Promise<void> {
  await cp(await (made ??= makeTenantKeys()), directory, { recursive: true });
}
