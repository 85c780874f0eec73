import { tokens } from '../../../management/resources/resource-types.ts';
import { readRecord, RecordFile } from './record-file.ts';

/**
 * Takes an application's new secret into a record, as the next run would by looking at the tenant, and changes nothing else in it.
 *
 * @throws {EmbeddedRunError} `RECORD_INVALID` when the file holds something else
 */
export async function recordSecret(
  recordFile: string,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<void> {
  const record = await readRecord(recordFile);
  const credentials = record?.resources.find(
    ({ type, id }) => type === tokens.clientCredentials && id === clientId,
  );
  if (record === undefined || credentials === undefined) return;
  const before = credentials.outputs['clientSecret'];
  record.resources = record.resources.map((each) =>
    each === credentials ? { ...each, outputs: { ...each.outputs, clientSecret } } : each,
  );
  for (const output of Object.values(record.outputs)) {
    if (output.secret && output.value === before) output.value = clientSecret;
  }
  await new RecordFile(recordFile, record).save();
}
