import { readRecord } from './record-file.ts';

/**
 * The stack outputs of the last embedded `up`, secrets in plain: the same as `pulumi stack output --json --show-secrets`.
 * Undefined when there was none at that domain.
 *
 * @throws {EmbeddedRunError} `RECORD_INVALID` when the file holds something else
 */
export async function recordedOutputs(
  recordFile: string,
  domain: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const record = await readRecord(recordFile);
  if (record === undefined || record.tenant.domain !== domain || record.resources.length === 0)
    return undefined;
  return Object.fromEntries(Object.entries(record.outputs).map(([name, { value }]) => [name, value]));
}
