import program from '../../infra/index.ts';
import { parseSettings } from '../../infra/settings.ts';
import { desiredTenant } from '../../infra/tenant.ts';
import { type Applied, appliedFromRecord } from '../../src/drift/stack/applied.ts';
import { inventoryRequest } from '../../src/drift/tenant/inventory-request.ts';
import { readInventory } from '../../src/drift/tenant/inventory.ts';
import { judgeDrift } from '../../src/drift/judges/judge-drift.ts';
import { readRecord } from '../../src/engine/embedded/record/record-file.ts';
import { embeddedTenant } from './embedded-tenant.ts';

/** A local tenant to which the project's program was deployed, and its drift. */
export async function driftTenant(config: Readonly<Record<string, string>>) {
  const { tenant, client, up, recordFile } = await embeddedTenant();
  const stackConfig = { ...config, 'auth0:domain': tenant.domain };
  const { outputs } = await up(program, stackConfig);
  const record = await readRecord(recordFile);
  if (record === undefined) throw new Error('the embedded run left no record');
  const applied = appliedFromRecord(record);
  const settings = parseSettings(stackConfig, 'test');

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
  return { tenant, client, outputs, applied, settings, drift, idOf };
}
