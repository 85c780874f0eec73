import { expect, onTestFinished, test } from 'vitest';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { clientGrant } from '../../../src/management/resources/client-grant.ts';
import { serveStub } from '../../support/stand-ins/tenant-stub.ts';

test.each([
  [{ client_id: 'ours', default_for: null }, { clientId: 'ours' }],
  [{ client_id: null, default_for: 'third_party_clients' }, { defaultFor: 'third_party_clients' }],
])('a grant is found again where Auth0 shows null for what it has not: %j', async (shown, declared) => {
  const grant = { id: 'cgr_1', audience: 'https://api', subject_type: null, scope: [], ...shown };
  const stub = await serveStub(({ path }) =>
    path.startsWith('/api/v2/client-grants') ? { body: { client_grants: [grant] } } : undefined,
  );
  const client = new ManagementClient({ ...stub, credentials: { clientId: 'a', clientSecret: 'b' } });
  onTestFinished(() => client.close());
  expect(await clientGrant.find?.(client, { audience: 'https://api', ...declared })).toEqual(['cgr_1']);
});
