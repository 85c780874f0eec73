import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import program from '../../infra/index.ts';
import { parseSettings, type Settings } from '../../infra/settings/settings.ts';
import { auditTenant } from '../../src/drift/audit/audit-tenant.ts';
import { checkDrift } from '../../src/drift/check-drift.ts';
import { type Applied, appliedFromRecord } from '../../src/drift/stack/applied.ts';
import { runEmbedded } from '../../src/engine/embedded/embedded-run.ts';
import { openSession } from '../../src/engine/embedded/session.ts';
import { readRecord } from '../../src/engine/embedded/record/record-file.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import { resourceType } from '../../src/management/resources/resource-types.ts';
import { FakeClock } from '../support/stand-ins/fake-clock.ts';
import { type Answer, type Answering, answersOf, fetchFrom } from '../support/tenants/in-process-tenant.ts';
import { judgedBadly, recording } from '../support/stand-ins/malformed-answers.ts';
import { tenantDomain, managementTenant } from '../support/tenants/management-tenant.ts';
import { stackConfig, stackFile } from '../support/project/stack-config.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

let network: Answering;
const address = { domain: tenantDomain, fetch: fetchFrom((asked) => network(asked)) };
const credentials = { clientId: 'the reader', clientSecret: 'the secret of the reader' };
const config = stackConfig('local');
const settings: Settings = parseSettings(config, 'local');

const held = (grantType: 'authorization_code' | 'client_credentials') => ({
  files: ['.env.local'],
  inState: false,
  name: grantType,
  credentials: { clientId: grantType, clientSecret: 'a secret that is held' },
  grantType,
});

const drift = (applied: Applied) =>
  checkDrift({
    stack: 'local',
    settings,
    local: true,
    applied,
    address,
    credentials,
    heldSecrets: [held('authorization_code'), held('client_credentials')],
    ignores: [
      { match: 'Deployer', reason: 'deploys' },
      { match: '*/api/v2/', reason: 'of the deployer' },
    ],
    failOn: 'low',
    clock: new FakeClock(),
  });

const audit = () =>
  auditTenant({
    address,
    credentials,
    named: { domain: tenantDomain },
    failOn: 'critical',
    clock: new FakeClock(),
  });

const file = stackFile(config, { stack: 'local' });
let applied: Applied;
let recordFile: string;

/** What an embedded run reads: of everything that earlier runs made, and of what it may find in its way. */
const look = async () => {
  const client = new ManagementClient({ ...address, credentials, clock: new FakeClock() });
  try {
    const session = await openSession(client, recordFile, file);
    await Promise.all(
      session.record.resources.map(async (resource) => {
        await session.live(resource);
        await resourceType(resource.type).find?.(client, resource.inputs);
      }),
    );
  } finally {
    await client.close();
  }
};

/** Every answer that a healthy tenant gives to these commands, by what was asked. */
const right = {
  drift: new Map<string, Answer>(),
  audit: new Map<string, Answer>(),
  run: new Map<string, Answer>(),
};

beforeAll(async () => {
  const answering = await answersOf(await managementTenant());
  network = answering;
  recordFile = join(await temporaryFolder({ lifetime: 'run' }), 'record.json');
  const client = new ManagementClient({ ...address, credentials });
  await runEmbedded({ operation: 'up', stackFile: file, client, recordFile, program });
  await client.close();
  const record = await readRecord(recordFile);
  if (record === undefined) throw new Error('the run left no record');
  applied = appliedFromRecord(record);

  network = recording(answering, right.drift);
  expect(await drift(applied)).toMatchObject({ verdict: 'clean', findings: [], notChecked: [] });
  network = recording(answering, right.audit);
  expect(await audit()).toMatchObject({ verdict: 'clean', notChecked: [] });
  network = recording(answering, right.run);
  await look();
});

const answerWith = (answering: Answering) => {
  network = answering;
};

describe('an answer that is none of Auth0’s is never taken for one', { timeout: 300_000 }, () => {
  test('by drift', async () => {
    expect(right.drift.size).toBeGreaterThan(15);
    const faults = await judgedBadly(right.drift, answerWith, async () => {
      const { verdict, notChecked } = await drift(applied);
      return verdict === 'unknown' && notChecked.length > 0 ? undefined : verdict;
    });
    expect(faults).toEqual([]);
  });

  test('by audit', async () => {
    const faults = await judgedBadly(right.audit, answerWith, async () => {
      const { verdict, notChecked } = await audit();
      return verdict === 'unknown' && notChecked.length > 0 ? undefined : verdict;
    });
    expect(faults).toEqual([]);
  });

  test('by an embedded run, which says what, where and what to do', async () => {
    const faults = await judgedBadly(right.run, answerWith, () =>
      look().then(
        () => 'taken for good',
        (error: Error) => (error.name === 'ManagementError' ? undefined : `threw ${error.stack}`),
      ),
    );
    expect(faults).toEqual([]);
  });
});
