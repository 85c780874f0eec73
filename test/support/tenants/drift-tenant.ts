import { join } from 'node:path';
import program from '../../../infra/index.ts';
import { parseSettings } from '../../../infra/settings/settings.ts';
import { desiredTenant } from '../../../infra/tenant.ts';
import { judgeDrift } from '../../../src/drift/judges/judge-drift.ts';
import { type Applied, appliedFromRecord } from '../../../src/drift/stack/applied.ts';
import { inventoryRequest } from '../../../src/drift/tenant/inventory-request.ts';
import { readInventory } from '../../../src/drift/tenant/inventory.ts';
import { runEmbedded } from '../../../src/engine/embedded/embedded-run.ts';
import { readRecord } from '../../../src/engine/embedded/record/record-file.ts';
import { serveInMemory } from '../../../src/local-tenant/memory-tenant.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { vendorsDocument } from '../stand-ins/metadata-documents.ts';
import { socketlessFetch } from './socketless-fetch.ts';
import { onceEach } from '../project/once-each.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';
import { stackFile } from '../project/stack-config.ts';

const deployment = onceEach(deploy);

/** A tenant to which the project's program was deployed. */
async function deploy(config: Readonly<Record<string, string>>) {
  const directory = await temporaryFolder({ lifetime: 'run' });
  const tenant = await serveInMemory({ getDocument: vendorsDocument });
  const { domain, deployer } = tenant;
  const address = { domain, fetch: socketlessFetch(tenant.answer) };
  const client = new ManagementClient({ ...address, credentials: deployer });
  const stackConfig = { ...config, 'auth0:domain': domain };
  const recordFile = join(directory, 'record.json');
  const { outputs } = await runEmbedded({
    operation: 'up',
    stackFile: stackFile(stackConfig),
    client,
    recordFile,
    program,
  });
  const record = await readRecord(recordFile);
  if (record === undefined) throw new Error('the embedded run left no record');
  return {
    tenant: { domain, deployer, restore: tenant.restore },
    address,
    client,
    outputs,
    applied: appliedFromRecord(record),
    settings: parseSettings(stackConfig, 'test'),
    deployed: tenant.snapshot(),
  };
}

/**
 * A local tenant to which the project's program was deployed, and its drift. The tests of a file share the tenant of a
 * configuration, and each finds it as it was deployed.
 */
export async function driftTenant(config: Readonly<Record<string, string>>) {
  const { deployed, ...shared } = await deployment(config);
  const { tenant, client, applied, settings } = shared;
  await tenant.restore(deployed);

  /** What drift finds by now; `given` instead of what was deployed and what is desired. */
  async function drift(
    given: { readonly applied?: Applied | undefined; readonly settings?: typeof settings } = {},
  ) {
    const now = { applied, settings, ...given };
    const desired = desiredTenant(now.settings);
    const inventory = await readInventory(client, inventoryRequest(desired, now.settings, now.applied));
    return judgeDrift(
      { stack: 'test', local: true, tenant: desired, ownClientId: tenant.deployer.clientId, ...now },
      { inventory, probed: [] },
    );
  }

  const idOf = (name: string) => {
    const found = applied.resources.find((resource) => resource.name === name);
    if (found === undefined) throw new Error(`${name} was not deployed`);
    return found.id;
  };
  return { ...shared, drift, idOf };
}
