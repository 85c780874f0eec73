import { expect, test } from 'vitest';
import { freshTenant } from '../../src/local-tenant/rules/fresh-tenant.ts';
import { exportOf } from '../../src/local-tenant/state/tenant-export.ts';
import type { LogStream } from '../../src/local-tenant/state/entities/settings.ts';

test.each([
  ['http', 'httpAuthorization'],
  ['datadog', 'datadogApiKey'],
  ['splunk', 'splunkToken'],
  ['segment', 'segmentWriteKey'],
  ['mixpanel', 'mixpanelServiceAccountPassword'],
] as const)('leaves out what a log stream to %s authenticates with', (type, name) => {
  const stream: LogStream = {
    id: 'lst_1',
    name: 'audit',
    type,
    status: 'active',
    isPriority: false,
    sink: { [name]: 'a credential' },
  };
  const state = { ...freshTenant('localhost:4443'), logStreams: [stream] };
  expect(exportOf(state, { secrets: false })['logStreams']).toEqual([{ ...stream, sink: {} }]);
  expect(exportOf(state, { secrets: true })['logStreams']).toEqual([stream]);
});
