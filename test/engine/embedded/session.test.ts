import { expect, onTestFinished, test } from 'vitest';
import { openSession } from '../../../src/engine/embedded/session.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { temporaryFolder } from '../../support/project/temporary-folder.ts';
import { serveStub } from '../../support/stand-ins/tenant-stub.ts';

test('a tenant that names no id of its own is not taken for the recorded one', async () => {
  const stub = await serveStub(({ path }) => (path.startsWith('/api/v2/') ? { body: {} } : undefined));
  const client = new ManagementClient({ ...stub, credentials: { clientId: 'a', clientSecret: 'b' } });
  onTestFinished(() => client.close());
  const file = `${await temporaryFolder()}/record.json`;
  await expect(openSession(client, file, { project: 'shop', stack: 'test' })).rejects.toThrow(
    /^GET https:\/\/localhost:\d+\/api\/v2\/resource-servers\/\S+: The answer has no "id"/,
  );
});
