import { resetCommand } from '../../text/own-command.ts';
import { getAs } from '../../management/answer.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import { pathPart } from '../../management/management-client.ts';
import { managementAudience } from '../../../infra/tenant.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import { resourceServerShape } from '../../management/resources/resource-server.ts';
import { resourceType } from '../../management/resources/resource-types.ts';
import { EmbeddedRunError } from './embedded-run-error.ts';
import { type EmbeddedRecord, emptyRecord, type RecordedResource } from './record/record.ts';
import { RecordFile, readRecord } from './record/record-file.ts';
import { recoverPending } from './recovery.ts';

/** One run's view of the tenant and of what earlier runs left there. */
export interface Session {
  readonly client: ManagementClient;
  readonly record: EmbeddedRecord;
  readonly file: RecordFile;
  /** What the tenant holds of a recorded resource; asked once. Undefined when it is gone. */
  live(resource: RecordedResource): Promise<Properties | undefined>;
}

/**
 * Reads the record and finds out whether it is about this very tenant: if not, nothing in it is believed. Completes what
 * an interrupted run left open.
 *
 * @throws {EmbeddedRunError} when the record cannot be used
 */
export async function openSession(
  client: ManagementClient,
  recordFile: string,
  owner: { readonly project: string; readonly stack: string },
): Promise<Session> {
  const found = await readRecord(recordFile);
  if (found && (found.project !== owner.project || found.stack !== owner.stack)) {
    throw new EmbeddedRunError(
      'RECORD_INVALID',
      `${recordFile} is about stack ${found.stack} of ${found.project}, not ${owner.stack} of ${owner.project}. ` +
        `Use another folder (OMNICHAT_TENANT_DIR), or start afresh: ${resetCommand()}`,
    );
  }
  const tenant = { domain: client.domain, id: await tenantId(client) };
  // The same tenant may have moved to another port: what it holds has moved with it.
  const believed = found?.tenant.id === tenant.id ? { ...found, tenant } : undefined;
  const record = believed ?? emptyRecord({ ...owner, tenant });
  await recoverPending(client, record);

  const seen = new Map<string, Promise<Properties | undefined>>();
  return {
    client,
    record,
    file: new RecordFile(recordFile, record),
    live({ urn, type, id, outputs }) {
      const key = `${urn} ${id}`;
      const asked = seen.get(key) ?? resourceType(type).read(client, id, outputs);
      seen.set(key, asked);
      return asked;
    },
  };
}

/** The id of the tenant's own Management API, which Auth0 makes with the tenant. */
async function tenantId(client: ManagementClient): Promise<string> {
  const path = `/resource-servers/${pathPart(managementAudience(client.domain))}`;
  return (await getAs(client, resourceServerShape, path)).id;
}
