import { beforeEach, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;
let id: string;
let path: string;

let client: string;

const at = Date.parse('2026-05-01T00:00:00Z');

beforeEach(async () => {
  tenant = await managementTenant({ now: () => at });
  id = (await tenant.call('POST', '/organizations', { name: 'acme' })).body.id;
  path = `/organizations/${id}/invitations`;
  const { body } = await tenant.call('POST', '/clients', {
    name: 'Web',
    organization_usage: 'allow',
    initiate_login_uri: 'https://web.example/login?from=mail',
  });
  client = body.client_id;
});

const people = { inviter: { name: 'Ada' }, invitee: { email: 'bob@acme.example' } };
const invite = (properties: object = {}) =>
  tenant.call('POST', path, { ...people, client_id: client, ...properties });

test('lead to the login of an application, and are good for a week', async () => {
  const { status, body } = await invite();
  expect(status).toBe(200);
  expect(body).toEqual({
    id: expect.stringMatching(/^uinv_\w{16}$/) as string,
    organization_id: id,
    ...people,
    client_id: client,
    app_metadata: {},
    user_metadata: {},
    ticket_id: expect.stringMatching(/^\w{32}$/) as string,
    invitation_url: `https://web.example/login?from=mail&invitation=${body.ticket_id}&organization=${id}&organization_name=acme`,
    created_at: '2026-05-01T00:00:00.000Z',
    expires_at: '2026-05-08T00:00:00.000Z',
  });
  expect((await tenant.call('GET', `${path}/${body.id}`)).body).toEqual(body);
  expect((await invite({ ttl_sec: 60 })).body.expires_at).toBe('2026-05-01T00:01:00.000Z');
  expect((await invite({ ttl_sec: 0 })).body.expires_at).toBe('2026-05-08T00:00:00.000Z');
});

test('are listed with the newest first, not counted, and deleted', async () => {
  const [first, second] = [(await invite()).body, (await invite()).body];
  expect((await tenant.call('GET', path)).body).toEqual([second, first]);
  expect((await tenant.call('GET', `${path}?sort=created_at%3A1&per_page=1&fields=id`)).body).toEqual([
    { id: first.id },
  ]);
  expect((await tenant.call('GET', `${path}?include_totals=true`)).body).toEqual({
    start: 0,
    limit: 50,
    invitations: [second, first],
  });
  expect((await tenant.call('DELETE', `${path}/${first.id}`)).status).toBe(204);
  expect((await tenant.call('GET', `${path}/${first.id}`)).body).toMatchObject({
    statusCode: 404,
    message: 'The invitation does not exist.',
  });
  await tenant.call('DELETE', `/organizations/${id}`);
  expect(tenant.store.read.invitations.size).toBe(0);
});

test('are refused as Auth0 refuses them', async () => {
  const connection = async (name: string, strategy: string): Promise<string> =>
    (await tenant.call('POST', '/connections', { name, strategy })).body.id;
  const [sms, people_id] = [await connection('sms', 'sms'), await connection('people', 'auth0')];
  const { body: closed } = await tenant.call('POST', '/clients', { name: 'Closed' });
  const { body: routeless } = await tenant.call('POST', '/clients', {
    name: 'Routeless',
    organization_usage: 'require',
  });
  const refusals: readonly (readonly [object, string])[] = [
    [{ client_id: 'unknown' }, 'The specified client_id does not exist.'],
    [{ client_id: closed.client_id }, 'The specified client_id does not allow organizations.'],
    [{ connection_id: 'con_unknown' }, 'The specified connection does not exist.'],
    [{ connection_id: sms }, 'Passwordless connections are not supported.'],
    [
      { connection_id: people_id },
      `The specified connection (${people_id}) is not enabled for the organization`,
    ],
    [{ roles: ['rol_1', 'rol_2'] }, 'One or more of the specified roles do not exist: rol_1, rol_2'],
    [
      { client_id: routeless.client_id },
      'A default login route is required to generate the invitation url. For more information, see https://auth0.com/docs/universal-login/configure-default-login-routes',
    ],
  ];
  for (const [properties, message] of refusals) {
    expect((await invite(properties)).body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message,
      errorCode: 'invalid_body',
    });
  }
  await tenant.call('PATCH', '/tenants/settings', { default_redirection_uri: 'https://login.example/' });
  expect((await invite({ client_id: routeless.client_id })).body.invitation_url).toMatch(
    /^https:\/\/login\.example\/\?invitation=/,
  );
});
