import { beforeEach, expect, test } from 'vitest';
import { exportOf } from '../../../../src/local-tenant/state/tenant-export.ts';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

const modules = '/actions/modules';

let tenant: ManagementTenant;
let path: string;
let id: string;

beforeEach(async () => {
  tenant = await managementTenant();
  const { body } = await tenant.call('POST', modules, { name: 'greeting', code: 'exports.hello = 1;' });
  id = body.id;
  path = `${modules}/${id}`;
});

const publish = async () => (await tenant.call('POST', `${path}/versions`)).body;

const action = (references: readonly object[], properties: object = {}) =>
  tenant.call('POST', '/actions/actions', {
    name: 'Greet',
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
    modules: references,
    ...properties,
  });

test('are edited, and published as versions that stay', async () => {
  const draft = {
    id,
    name: 'greeting',
    code: 'exports.hello = 1;',
    dependencies: [],
    secrets: [],
    all_changes_published: false,
    actions_using_module_total: 0,
  };
  const { body: shown } = await tenant.call('GET', path);
  expect(shown).toEqual({ ...draft, created_at: shown.created_at, updated_at: shown.updated_at });
  const first = await tenant.call('POST', `${path}/versions`);
  expect(first).toMatchObject({ status: 200, body: { module_id: id, version_number: 1, code: draft.code } });
  expect((await tenant.call('GET', path)).body).toMatchObject({
    all_changes_published: true,
    latest_version: { id: first.body.id, version_number: 1 },
  });
  expect((await tenant.call('POST', `${path}/versions`)).body).toMatchObject({
    statusCode: 409,
    message: 'No draft version is available to publish.',
  });
  const changed = await tenant.call('PATCH', path, {
    code: '// second',
    dependencies: [{ name: 'lodash', version: '4.17.21' }],
  });
  expect(changed.body).toMatchObject({ all_changes_published: false, latest_version: { code: draft.code } });
  await publish();
  expect((await tenant.call('GET', `${path}/versions`)).body).toMatchObject({
    versions: [{ version_number: 2, code: '// second' }, first.body],
    total: 2,
    page: 0,
    per_page: 20,
  });
  expect((await tenant.call('GET', `${path}/versions?page=1&per_page=50`)).body).toEqual({
    versions: [],
    total: 0,
    page: 1,
    per_page: 50,
  });
  expect((await tenant.call('GET', `${path}/versions/${first.body.id}`)).body).toEqual(first.body);
  expect((await tenant.call('GET', modules)).body).toMatchObject({
    modules: [{ id, latest_version_number: 2 }],
    total: 1,
  });
});

test('are edited from an earlier version again', async () => {
  const { id: first } = await publish();
  const rollBack = (version: string) =>
    tenant.call('POST', `${path}/rollback`, { module_version_id: version });
  expect((await rollBack(first)).body).toMatchObject({
    statusCode: 409,
    message: 'The specified version is already the current draft version.',
  });
  await tenant.call('PATCH', path, { code: '// second' });
  const { id: second } = await publish();
  expect((await rollBack(first)).body).toMatchObject({
    code: 'exports.hello = 1;',
    all_changes_published: false,
    latest_version: { id: second },
  });
  expect((await rollBack(second)).body).toMatchObject({ code: '// second', all_changes_published: true });
  expect((await rollBack('unknown')).status).toBe(404);
});

test('are published at once, under a name of their own, with secrets that nobody sees', async () => {
  const secret = [{ name: 'KEY', value: 'of a vault' }];
  const { body } = await tenant.call('POST', modules, {
    name: 'logger',
    code: '// logs',
    secrets: secret,
    publish: true,
  });
  expect(body).toMatchObject({
    secrets: [{ name: 'KEY' }],
    all_changes_published: true,
    latest_version: { version_number: 1, secrets: [{ name: 'KEY' }] },
  });
  const exported = exportOf(tenant.store.state(), { secrets: false });
  expect(JSON.stringify([body, exported])).not.toContain('of a vault');
  expect((await tenant.call('POST', modules, { name: 'logger', code: '' })).body).toMatchObject({
    statusCode: 409,
    message: 'An action module with the same name already exists.',
  });
});

test('belong to Actions in a version that each names, and are not deleted before them', async () => {
  const { id: version } = await publish();
  const reference = {
    module_id: id,
    module_name: 'greeting',
    module_version_id: version,
    module_version_number: 1,
  };
  const created = await action([{ module_id: id, module_version_id: version }]);
  expect(created).toMatchObject({ status: 201, body: { modules: [reference] } });
  expect((await tenant.call('GET', `${path}/actions`)).body).toEqual({ actions: [], per_page: 20 });
  const one = `/actions/actions/${String(created.body.id)}`;
  expect((await tenant.call('POST', `${one}/deploy`)).body.modules).toEqual([reference]);
  expect((await tenant.call('GET', `${path}/actions?per_page=50`)).body).toEqual({
    actions: [
      {
        action_id: created.body.id,
        action_name: 'Greet',
        module_version_id: version,
        module_version_number: 1,
      },
    ],
    total: 1,
    per_page: 50,
  });
  expect((await tenant.call('GET', path)).body.actions_using_module_total).toBe(1);
  expect(await tenant.call('DELETE', path)).toMatchObject({
    status: 412,
    body: { message: 'The Actions Module cannot be deleted because it is in use by one or more actions.' },
  });
  expect((await tenant.call('PATCH', one, { modules: [] })).body).not.toHaveProperty('modules');
  await tenant.call('POST', `${one}/deploy`);
  expect((await tenant.call('DELETE', path)).status).toBe(204);
  expect((await tenant.call('GET', path)).body).toMatchObject({
    statusCode: 404,
    message: 'The action module does not exist.',
  });
});

test('are named by name and number as well, and have to be there', async () => {
  await publish();
  const named = await action([{ module_name: 'greeting', module_version_number: 1 }]);
  expect(named.body.modules).toMatchObject([{ module_id: id }]);
  expect((await action([{ module_id: id, module_version_id: 'unknown' }])).status).toBe(400);
  expect((await action([{ module_id: 'unknown' }])).status).toBe(400);
  expect(tenant.store.read.actions.size).toBe(1);
});
