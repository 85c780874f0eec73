import { expect, test } from 'vitest';
import { managementTenant } from '../../../support/tenants/management-tenant.ts';
import { agreementTable } from '../../../support/recordings/agreement.ts';
import { recordedDocuments } from '../../../support/recordings/metadata-documents.ts';
import { readRecordings } from '../../../support/recordings/recording.ts';
import { replay, type Outcome } from '../../../support/recordings/recording-replay.ts';

const folder = process.env['AUTH0_RECORDINGS'];

if (folder === undefined) {
  test.skip('AUTH0_RECORDINGS names no folder of recordings: docs/local-tenant.md says where there are some');
} else {
  test('answers as Auth0 did in every recording', async () => {
    const outcomes: Outcome[] = [];
    for (const recording of readRecordings(folder)) {
      const tenant = await managementTenant({ getDocument: recordedDocuments(recording.exchanges) });
      outcomes.push(...(await replay(tenant, recording)));
    }
    process.stdout.write(`${agreementTable(outcomes)}\n`);
    const differing = outcomes.filter(({ verdict }) => verdict === 'differs');
    expect(differing.map(({ call, differences }) => [call, ...differences])).toEqual([]);
  }, 600_000);
}
