import { expect, test } from 'vitest';
import { freshTenant } from '../../src/local-tenant/rules/fresh-tenant.ts';
import { exportOf } from '../../src/local-tenant/state/tenant-export.ts';
import type { LogStream } from '../../src/local-tenant/state/entities/settings.ts';
import type { State } from '../../src/local-tenant/state/store.ts';

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

test.each([
  ['client_secret', 'a credential'],
  ['app_secret', 'a credential'],
  ['private_key', 'a credential'],
  ['privateKey', 'a credential'],
  ['sasKey', 'a credential'],
  ['storageAccessKey', 'a credential'],
  ['servicePassword', 'a credential'],
  ['masterkey', 'a credential'],
  ['password_hash', 'a hash'],
  ['password_history', ['a hash']],
  ['smtp_pass', 'a credential'],
  ['p12', 'a credential'],
  ['server_credentials', 'a credential'],
  ['skey', 'a credential'],
  ['accessKeyId', 'a credential'],
  ['aws_access_key_id', 'a credential'],
  ['connectionString', 'endpoint=https://a.example;accesskey=a-credential'],
  ['sumoSourceAddress', 'https://logs.example/a-credential'],
  ['httpCustomHeaders', [{ header: 'x-key', value: 'a credential' }]],
  ['configuration', { DATABASE_URL: 'postgres://a-credential' }],
])('leaves out %s wherever it is', (name, value) => {
  expect(exported({ [name]: value, nested: { [name]: value } })).toEqual({ nested: {} });
});

test('leaves what only sounds like a secret', () => {
  const open = {
    token_endpoint_auth_method: 'client_secret_post',
    token_dialect: 'access_token_authz',
    passwordPolicy: 'good',
    password_history: { enable: true, size: 5 },
    password_options: { complexity: { min_length: 12 } },
    sasKeyName: 'a name',
    site_key: 'shown to everybody',
    public_key: 'shown to everybody',
  };
  expect(exported(open)).toEqual(open);
  const promptContents = [{ id: 'login.custom-text.en', content: { login: { password: 'Password' } } }];
  const state = { ...freshTenant('localhost:4443'), promptContents } as unknown as State;
  expect(exportOf(state, { secrets: false })['promptContents']).toEqual(promptContents);
});

function exported(options: Record<string, unknown>): unknown {
  const fresh = freshTenant('localhost:4443');
  const connections = fresh.connections.slice(0, 1).map((connection) => ({ ...connection, options }));
  const { connections: shown } = exportOf({ ...fresh, connections }, { secrets: false });
  return Array.isArray(shown) ? shown[0].options : undefined;
}
