import { beforeEach, describe, expect, test } from 'vitest';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;
let connection: string;
let path: string;

const options = { domain: 'example.com', ext_groups: true, api_enable_users: true, api_enable_groups: true };
const at = '2026-05-01T00:00:00.000Z';

beforeEach(async () => {
  tenant = await managementTenant({ now: () => Date.parse(at) });
  const { body } = await tenant.call('POST', '/connections', {
    name: 'ws',
    strategy: 'google-apps',
    options,
  });
  connection = body.id;
  path = `/connections/${connection}/directory-provisioning`;
});

const refused = (status: number, message: string) => ({ status, body: { message } });

test('begins with the mapping of Auth0, and without groups', async () => {
  const made = await tenant.call('POST', path);
  expect(made).toMatchObject({
    status: 201,
    body: {
      connection_id: connection,
      connection_name: 'ws',
      strategy: 'google-apps',
      synchronize_automatically: false,
      synchronize_groups: 'off',
      created_at: at,
      updated_at: at,
    },
  });
  expect(made.body.mapping).toContainEqual({ idp: 'primaryEmail', auth0: 'email' });
  expect((await tenant.call('GET', path)).body).toEqual(made.body);
  const { mapping } = made.body;
  expect((await tenant.call('GET', `${path}/default-mapping`)).body).toEqual({ mapping });
  expect((await tenant.call('GET', '/connections-directory-provisionings?take=5')).body).toEqual({
    directory_provisionings: [made.body],
  });
  expect(await tenant.call('POST', path, {})).toMatchObject(
    refused(409, 'Directory provisioning is already enabled on the specified connection'),
  );
});

test('is changed, and deleted with its groups or its connection', async () => {
  await tenant.call('POST', path, { synchronize_groups: 'selected' });
  await tenant.call('PUT', `${path}/synchronized-groups`, { groups: [{ id: 'a1' }] });
  const mapping = [{ idp: 'id', auth0: 'external_id' }];
  expect((await tenant.call('PATCH', path, { mapping })).body).toMatchObject({
    mapping,
    synchronize_groups: 'selected',
  });
  expect((await tenant.call('DELETE', path)).status).toBe(204);
  expect(await tenant.call('GET', path)).toMatchObject(
    refused(404, 'Directory provisioning configuration not found'),
  );
  await tenant.call('POST', path, { synchronize_groups: 'selected' });
  expect((await tenant.call('GET', `${path}/synchronized-groups`)).body).toEqual({ groups: [] });
  await tenant.call('DELETE', `/connections/${connection}`);
  expect(tenant.store.read.directoryProvisionings.size).toBe(0);
});

test('is for Google Workspace alone, with what that may be asked', async () => {
  const made = async (strategy: string, chosen: object) => {
    const body = { name: 'other', strategy, options: chosen };
    const { id } = (await tenant.call('POST', '/connections', body)).body;
    const answer = await tenant.call('POST', `/connections/${id}/directory-provisioning`, {
      synchronize_groups: 'all',
    });
    await tenant.call('DELETE', `/connections/${id}`);
    return answer.body.message;
  };
  expect(await made('okta', {})).toBe(
    'The connection strategy does not support inbound directory provisioning',
  );
  expect(await made('google-apps', {})).toMatch(/^The Google Workspace Users API is not enabled/);
  expect(await made('google-apps', { ...options, ext_groups: false })).toMatch(
    /^The Groups extended attribute is not enabled/,
  );
  expect(await made('google-apps', { ...options, api_enable_groups: false })).toMatch(
    /^The Google Workspace Groups API is not enabled/,
  );
});

test('keeps its connection from options without which there would be nobody to provision', async () => {
  await tenant.call('POST', path, { synchronize_groups: 'all' });
  const change = (chosen: object) => tenant.call('PATCH', `/connections/${connection}`, { options: chosen });
  expect((await change({ ...options, api_enable_users: false })).body.message).toContain(
    'cannot be disabled for this connection when inbound directory provisioning is enabled.',
  );
  expect((await change({ ...options, ext_groups: false })).body.message).toContain(
    'cannot be disabled for this connection when inbound directory provisioning for groups is enabled.',
  );
  expect((await change({ ...options, api_enable_groups: false })).status).toBe(200);
});

test('synchronizes nothing, since no administrator has set it up', async () => {
  const message =
    'The connection cannot be synchronized because setup is incomplete. Please complete the Google Workspace connection administrator setup and try again.';
  expect(await tenant.call('POST', path, { synchronize_automatically: true })).toMatchObject(
    refused(400, message),
  );
  await tenant.call('POST', path);
  expect(await tenant.call('POST', `${path}/synchronizations`)).toMatchObject(refused(400, message));
});

describe('groups', () => {
  const engineering = { id: 'b2', name: 'Engineering', email: 'eng@example.com', direct_members_count: 7 };
  const groups = async (query = '') =>
    (await tenant.call('GET', `${path}/synchronized-groups${query}`)).body.groups;
  const change = (method: string, body: object) =>
    tenant.call(method, `${path}/synchronized-groups`, { groups: body });

  beforeEach(async () => {
    await tenant.call('POST', path, { synchronize_groups: 'selected' });
  });

  test('are replaced, added, changed and taken away', async () => {
    expect((await change('PUT', [engineering, { id: 'a1' }])).status).toBe(204);
    expect(await groups()).toEqual([{ id: 'a1' }, engineering]);
    await change('POST', [{ id: 'c3' }, { id: 'b2', name: 'Platform' }]);
    expect(await groups()).toEqual([{ id: 'a1' }, { id: 'b2', name: 'Platform' }, { id: 'c3' }]);
    await change('DELETE', [{ id: 'a1' }, { id: 'unknown' }]);
    expect(await groups('?take=1')).toEqual([{ id: 'b2', name: 'Platform' }]);
    await change('PUT', []);
    expect(await groups()).toEqual([]);
  });

  test.each([
    ['name:eng*', 1],
    ['name:ENGINEERING', 1],
    ['name:eng', 0],
    ['email:eng@*', 1],
    ['email:zzz*', 0],
  ])('are found by %s', async (query, found) => {
    await change('PUT', [engineering, { id: 'a1' }]);
    expect(await groups(`?q=${encodeURIComponent(query)}`)).toHaveLength(found);
  });

  test('are refused as Auth0 refuses them', async () => {
    const { body } = await change('POST', [{ id: 'a1', name: '', email: '' }]);
    expect(body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message:
        "Payload validation error: 'Object didn't pass validation for format email: ' on property groups[0].email (Google Workspace Directory group email).",
      errorCode: 'invalid_body',
    });
    expect((await tenant.call('GET', `${path}/synchronized-groups?q=color%3Ared`)).status).toBe(400);
    await tenant.call('DELETE', path);
    expect(await change('PUT', [])).toMatchObject(
      refused(404, 'Connection directory provisioning configuration not found'),
    );
  });
});
