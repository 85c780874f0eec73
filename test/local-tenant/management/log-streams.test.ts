import { beforeEach, describe, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

const stream = { name: 'audit', type: 'http', sink: { httpEndpoint: 'https://logs.example.com' } };
const mixpanel = {
  mixpanelRegion: 'eu',
  mixpanelProjectId: '1',
  mixpanelServiceAccountUsername: 'omnichat',
  mixpanelServiceAccountPassword: 'a password',
};

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

async function created(body: object): Promise<{ id: string; [property: string]: unknown }> {
  const answer = await tenant.call('POST', '/log-streams', body);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}

test('are listed to the Auth0 CLI, which asks for a size of pages', async () => {
  const made = await created(stream);
  expect(await tenant.call('GET', '/log-streams?per_page=100')).toMatchObject({
    status: 200,
    body: [{ id: made.id }],
  });
});

test('has a name of its own', async () => {
  await created(stream);
  expect((await tenant.call('POST', '/log-streams', stream)).body.errorCode).toBe('log_stream_conflict');
});

test.each([
  [{ ...stream, type: 'carrier-pigeon' }],
  [{ ...stream, sink: {} }],
  [{ ...stream, sink: { httpEndpoint: 'logs' } }],
  [{ ...stream, sink: { httpEndpoint: 'https://a.example', colour: 'blue' } }],
  [{ ...stream, status: 'active' }],
  [{ ...stream, type: 'datadog' }],
  [{ ...stream, type: 'datadog', sink: { datadogApiKey: 'k', datadogRegion: 'moon' } }],
  [{ ...stream, pii_config: { log_fields: ['shoe_size'] } }],
  [{ ...stream, filters: [{ type: 'category', name: 'gossip' }] }],
  [{ ...stream, sink: { httpEndpoint: 'http://a.example' } }],
  [{ type: 'splunk', sink: { splunkDomain: 'a', splunkPort: 'http', splunkToken: 't', splunkSecure: true } }],
  [{ type: 'eventbridge', sink: { awsAccountId: '123456789012', awsRegion: 'moon-1' } }],
])('refuses %j', async (body) => {
  expect((await tenant.call('POST', '/log-streams', body)).body.errorCode).toBe('invalid_body');
});

test('answers 404 when there is none, but for a deletion', async () => {
  expect((await tenant.call('GET', '/log-streams/unknown')).body).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'The log stream does not exist.',
  });
  expect((await tenant.call('DELETE', '/log-streams/unknown')).status).toBe(204);
});

test('made without any filter shows none', async () => {
  expect(await created({ ...stream, filters: [] })).not.toHaveProperty('filters');
});

test('with priority carries what bears on security, whatever else it is told', async () => {
  const security = [{ type: 'category', name: 'security' }];
  const { id, filters } = await created({ ...stream, isPriority: true });
  expect(filters).toEqual(security);
  const other = { filters: [{ type: 'category', name: 'auth.login.fail' }] };
  expect((await tenant.call('PATCH', `/log-streams/${id}`, other)).body.filters).toEqual(security);
});

describe('a change', () => {
  test.each([
    ['http', stream, { datadogApiKey: 'k', datadogRegion: 'eu' }],
    ['http', stream, { httpEndpoint: 'logs' }],
    [
      'eventbridge',
      { type: 'eventbridge', sink: { awsAccountId: '123456789012', awsRegion: 'eu-west-1' } },
      {},
    ],
  ])('of the sink of %s must fit the type', async (_type, body, sink) => {
    const { id } = await created(body);
    const answer = await tenant.call('PATCH', `/log-streams/${id}`, { sink });
    expect(answer.body.errorCode).toBe('invalid_body');
  });

  test('to no filters leaves none, and a sink forgets the personal data that it does not repeat', async () => {
    const { id, pii_config: personal } = await created({
      ...stream,
      filters: [{ type: 'category', name: 'auth.login.fail' }],
      pii_config: { log_fields: ['email'] },
    });
    expect(personal).toEqual({ log_fields: ['email'], method: 'hash', algorithm: 'xxhash' });
    const path = `/log-streams/${id}`;
    const paused = await tenant.call('PATCH', path, { status: 'paused' });
    expect(paused.body.pii_config).toEqual(personal);
    const { body } = await tenant.call('PATCH', path, { filters: [], sink: stream.sink });
    expect(body).toEqual({ ...stream, id, status: 'paused', isPriority: false });
  });

  test("never shows Mixpanel's password, and keeps it when none is sent", async () => {
    const { mixpanelServiceAccountPassword: password, ...sink } = mixpanel;
    const { id } = await created({ type: 'mixpanel', sink: mixpanel });
    const { body } = await tenant.call('PATCH', `/log-streams/${id}`, {
      sink: { ...sink, mixpanelProjectId: '2' },
    });
    expect(body.sink).toEqual({
      ...mixpanel,
      mixpanelProjectId: '2',
      mixpanelServiceAccountPassword: '********',
    });
    expect(tenant.store.read.logStreams.get(id)?.sink['mixpanelServiceAccountPassword']).toBe(password);
  });
});

test.each([
  [
    'eventbridge',
    { awsAccountId: '123456789012', awsRegion: 'eu-west-1' },
    'awsPartnerEventSource',
    /^aws\.partner\//,
  ],
  [
    'eventgrid',
    {
      azureSubscriptionId: 'b69a6835-57c7-4d53-b0d5-1c6ae580b6d5',
      azureRegion: 'westeurope',
      azureResourceGroup: 'logs',
    },
    'azurePartnerTopic',
    /^azure\.partner\//,
  ],
])('of the type %s learns the name of its other end', async (type, sink, name, pattern) => {
  const body = await created({ type, sink });
  expect(body['sink']).toEqual({ ...sink, [name]: expect.stringMatching(pattern) });
});

test.each([
  ['eventbridge', { awsAccountId: '1', awsRegion: 'eu-west-1' }, '^\\d{12}$: 1', 'awsAccountId'],
  [
    'eventgrid',
    { azureSubscriptionId: '1', azureRegion: 'westeurope', azureResourceGroup: 'logs' },
    '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$: 1',
    'azureSubscriptionId',
  ],
])('of the type %s needs the id of an account', async (type, sink, pattern, property) => {
  const { status, body } = await tenant.call('POST', '/log-streams', { type, sink });
  expect([status, body.message]).toEqual([
    400,
    `Payload validation error: 'String does not match pattern ${pattern}' on property sink.${property}.`,
  ]);
});
