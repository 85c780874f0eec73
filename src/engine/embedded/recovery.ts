import { resetCommand } from '../../text/own-command.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import { resourceType } from '../../management/resources/resource-types.ts';
import { EmbeddedRunError } from './embedded-run-error.ts';
import { type EmbeddedRecord, type PendingCreate, recordResource } from './record/record.ts';

/**
 * Completes the creates that an interrupted run announced: an entity that came to be since is taken into the record, and
 * compared like any other from then on; where none did, the announcement is dropped. Changes the record in memory alone.
 *
 * @throws {EmbeddedRunError} `RECOVERY_AMBIGUOUS` when several entities could be the one
 */
export async function recoverPending(client: ManagementClient, record: EmbeddedRecord): Promise<void> {
  for (const pending of record.pending) {
    const id = await createdFor(client, record, pending);
    if (id === undefined) continue;
    const { present: _, ...declared } = pending;
    const older = record.resources.filter(({ urn }) => urn === pending.urn);
    record.replaced.push(...older);
    // Nobody saw the answer: what was applied counts as unknown.
    recordResource(record, { ...declared, id, inputs: {}, outputs: {} });
  }
  record.pending = [];
}

async function createdFor(
  client: ManagementClient,
  record: EmbeddedRecord,
  { urn, type, inputs, present }: PendingCreate,
): Promise<string | undefined> {
  const found = (await resourceType(type).find?.(client, inputs)) ?? [];
  const recorded = [...record.resources, ...record.replaced].filter((resource) => resource.type === type);
  const candidates = found.filter(
    (id) => !present.includes(id) && !recorded.some((resource) => resource.id === id),
  );
  if (candidates.length > 1) {
    throw new EmbeddedRunError(
      'RECOVERY_AMBIGUOUS',
      `An interrupted run may have created ${urn}, and ${candidates.join(', ')} all look like it. ` +
        `Delete those that nobody needs, or start afresh: ${resetCommand()}`,
    );
  }
  return candidates[0];
}
