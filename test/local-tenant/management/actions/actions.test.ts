import { beforeEach, expect, test } from 'vitest';
import { exportOf } from '../../../../src/local-tenant/state/tenant-export.ts';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';

const body = {
  name: 'Greet',
  supported_triggers: [{ id: 'post-login', version: 'v3' }],
  code: 'exports.onExecutePostLogin = async () => {};',
};
const bindings = '/actions/triggers/post-login/bindings';

let tenant: ManagementTenant;

beforeEach(async () => {
  tenant = await managementTenant();
});

const made = async (given: object = {}) =>
  String((await tenant.call('POST', '/actions/actions', { ...body, ...given })).body.id);

const bind = (...ids: readonly string[]) =>
  tenant.call('PATCH', bindings, {
    bindings: ids.map((value) => ({ ref: { type: 'action_id', value }, display_name: `Bound ${value}` })),
  });

test('an Action is made, changed, deployed and deleted, as Auth0 was recorded to do it', async () => {
  const created = await tenant.call('POST', '/actions/actions', {
    ...body,
    secrets: [{ name: 'KEY', value: 'of a vault' }],
  });
  expect(created).toMatchObject({
    status: 201,
    body: { ...body, status: 'pending', runtime: 'node22', dependencies: [], all_changes_deployed: false },
  });
  const path = `/actions/actions/${String(created.body.id)}`;
  expect((await tenant.call('GET', path)).body).toMatchObject({ ...body, status: 'built' });

  const deploy = await tenant.call('POST', `${path}/deploy`);
  expect(deploy).toMatchObject({ status: 200, body: { number: 1, deployed: false, code: body.code } });
  const changed = await tenant.call('PATCH', path, { code: '// changed' });
  expect(changed.body).toMatchObject({
    code: '// changed',
    all_changes_deployed: false,
    current_version: { status: 'BUILT', code: body.code },
    deployed_version: { id: deploy.body.id, number: 1, deployed: true, code: body.code },
  });
  expect((await tenant.call('POST', `${path}/deploy`)).body.number).toBe(2);
  expect((await tenant.call('GET', path)).body).toMatchObject({ all_changes_deployed: true });
  const dependencies = [
    { name: 'lodash', version: '4.0.0', registry_url: 'https://registry.example/lodash' },
  ];
  expect((await tenant.call('PATCH', path, { dependencies })).body).toMatchObject({ dependencies });
  expect((await tenant.call('POST', `${path}/deploy`)).body.dependencies).toEqual([
    { name: 'lodash', version: '4.0.0' },
  ]);
  const unchanged = await tenant.call('PATCH', path, { name: body.name, code: '// changed' });
  expect(unchanged.body).toMatchObject({ all_changes_deployed: true });

  expect((await tenant.call('DELETE', path)).status).toBe(204);
  expect((await tenant.call('GET', path)).body).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'That action does not exist.',
  });
});

test('the values of its secrets are for its runs alone: not shown, and not exported', async () => {
  const id = await made({ secrets: [{ name: 'KEY', value: 'of a vault' }] });
  const { body: shown } = await tenant.call('GET', `/actions/actions/${id}`);
  expect(shown.secrets).toEqual([{ name: 'KEY', updated_at: expect.any(String) as string }]);
  const { body: deploy } = await tenant.call('POST', `/actions/actions/${id}/deploy`);
  await bind(id);
  const { body: bound } = await tenant.call('GET', bindings);
  const { body: all } = await tenant.call('GET', '/actions/actions');
  const exported = exportOf(tenant.store.state(), { secrets: false });
  expect(JSON.stringify([shown, deploy, bound, all, exported])).not.toContain('of a vault');
  expect(JSON.stringify(exportOf(tenant.store.state(), { secrets: true }))).toContain('of a vault');

  await tenant.call('PATCH', `/actions/actions/${id}`, {
    secrets: [{ name: 'KEY' }, { name: 'OTHER', value: '2' }],
  });
  const { body: later } = await tenant.call('GET', `/actions/actions/${id}`);
  expect(later.secrets).toMatchObject([shown.secrets[0], { name: 'OTHER' }]);
});

test('lists by name, trigger and whether one is deployed; what is zero is left out', async () => {
  await made({ deploy: true });
  await made({ name: 'Notify', supported_triggers: [{ id: 'post-user-registration', version: 'v2' }] });
  const names = async (query: string) =>
    (await tenant.call('GET', `/actions/actions?${query}`)).body.actions.map(
      ({ name }: { readonly name: string }) => name,
    ) as string[];
  expect(await names('')).toEqual(['Greet', 'Notify']);
  expect(await names('triggerId=post-login')).toEqual(['Greet']);
  expect(await names('actionName=Notify')).toEqual(['Notify']);
  expect(await names('deployed=true')).toEqual(['Greet']);
  expect(await names('installed=true')).toEqual([]);
  expect((await tenant.call('GET', '/actions/actions?per_page=1')).body).toMatchObject({ total: 2 });
  expect((await tenant.call('GET', '/actions/actions?per_page=1&page=2')).body).toEqual({
    actions: [],
    page: 2,
    per_page: 1,
  });
});

test('bindings are replaced as a whole and keep their order', async () => {
  const first = await made({ deploy: true });
  const second = await made({ name: 'Notify', deploy: true });
  expect((await tenant.call('GET', bindings)).body).toEqual({ bindings: [], per_page: 20 });

  const bound = await bind(second, first);
  expect(bound).toMatchObject({
    status: 200,
    body: {
      bindings: [
        { trigger_id: 'post-login', display_name: `Bound ${second}`, action: { id: second, name: 'Notify' } },
        { action: { id: first, all_changes_deployed: false, deployed_version: { number: 1 } } },
      ],
    },
  });
  expect((await tenant.call('GET', `${bindings}?per_page=50`)).body).toEqual({
    bindings: bound.body.bindings,
    total: 2,
    per_page: 50,
  });
  const byName = { bindings: [{ ref: { type: 'action_name', value: 'Greet' } }] };
  expect((await tenant.call('PATCH', bindings, byName)).body.bindings).toMatchObject([
    { display_name: 'Greet', action: { id: first } },
  ]);
});

test('an Action that is bound is deleted only by force, which takes the binding with it', async () => {
  const id = await made({ deploy: true });
  await bind(id);
  expect(await tenant.call('DELETE', `/actions/actions/${id}`)).toMatchObject({
    status: 409,
    body: { message: 'Unable to delete an action bound to a trigger.' },
  });
  expect((await tenant.call('DELETE', `/actions/actions/${id}?force=true`)).status).toBe(204);
  expect((await tenant.call('GET', bindings)).body.bindings).toEqual([]);
});

test('what Auth0 does not bind is not bound', async () => {
  const draft = await made();
  expect(await bind(draft)).toMatchObject({
    status: 400,
    body: { message: 'Trying to create a binding for an action that has not been deployed yet' },
  });
  expect((await bind('unknown')).status).toBe(400);
  const other = await made({
    name: 'Notify',
    supported_triggers: [{ id: 'post-user-registration', version: 'v2' }],
    deploy: true,
  });
  expect((await bind(other)).status).toBe(400);
  expect((await tenant.call('GET', bindings)).body.bindings).toEqual([]);
});

test('of the triggers, only logins have anything bound to them here', async () => {
  const { body: listed } = await tenant.call('GET', '/actions/triggers');
  const versions = listed.triggers.map(
    (trigger: Readonly<Record<string, string>>) =>
      `${trigger['id']} ${trigger['version']} ${trigger['status']} ${trigger['binding_policy']}`,
  );
  expect(versions).toEqual(
    expect.arrayContaining([
      'post-login v3 CURRENT trigger-bound',
      'post-login v2 DEPRECATED trigger-bound',
      'mcp-tool v1 CURRENT entity-bound',
    ]),
  );
  const id = await made({
    supported_triggers: [{ id: 'credentials-exchange', version: 'v2' }],
    deploy: true,
  });
  const elsewhere = '/actions/triggers/credentials-exchange/bindings';
  expect((await tenant.call('GET', elsewhere)).body).toEqual({ bindings: [], per_page: 20 });
  const one = { bindings: [{ ref: { type: 'action_id', value: id } }] };
  expect((await tenant.call('PATCH', elsewhere, one)).body.errorCode).toBe('not_emulated');
});

test.each([
  [{ name: 'A' }, "Payload validation error: 'Missing required property: supported_triggers'."],
  [
    { name: 'A', supported_triggers: [] },
    "Payload validation error: 'Array is too short (0), minimum 1' on property supported_triggers.",
  ],
  [
    { name: 'A', supported_triggers: [{ id: 'pre-login' }] },
    "Payload validation error: 'No enum match for: pre-login' on property supported_triggers[0].id.",
  ],
  [{ ...body, deployed: true }, "Payload validation error: 'Additional properties not allowed: deployed'."],
])('refuses %j', async (refused, message) => {
  expect(await tenant.call('POST', '/actions/actions', refused)).toMatchObject({
    status: 400,
    body: { message },
  });
  expect(tenant.store.read.actions.size).toBe(0);
});

test('its versions are kept, and an earlier one is deployed again as a new one', async () => {
  const id = await made({ deploy: true });
  const path = `/actions/actions/${id}`;
  const versions = async () => (await tenant.call('GET', `${path}/versions`)).body;
  await tenant.call('PATCH', path, { code: '// second' });
  await tenant.call('POST', `${path}/deploy`);
  expect(await versions()).toMatchObject({
    versions: [
      { number: 2, code: '// second', deployed: true, status: 'built', action: { id }, action_id: id },
      { number: 1, code: body.code, deployed: false },
    ],
    total: 2,
    per_page: 20,
  });
  const [, first] = (await versions()).versions;
  expect((await tenant.call('GET', `${path}/versions/${first.id}`)).body).toEqual(first);
  expect((await tenant.call('GET', `${path}/versions/unknown`)).body).toMatchObject({
    statusCode: 404,
    message: 'The action version does not exist.',
  });

  const again = await tenant.call('POST', `${path}/versions/${first.id}/deploy`);
  expect(again).toMatchObject({ status: 202, body: { number: 3, code: body.code } });
  expect((await tenant.call('GET', path)).body).toMatchObject({
    code: '// second',
    all_changes_deployed: false,
    deployed_version: { number: 3, code: body.code },
  });
  await tenant.call('POST', `${path}/versions/${first.id}/deploy`, { update_draft: true });
  expect((await tenant.call('GET', path)).body).toMatchObject({
    code: body.code,
    all_changes_deployed: true,
    deployed_version: { number: 4 },
  });
  expect((await tenant.call('GET', `${path}/versions?page=1&per_page=3`)).body).toMatchObject({
    versions: [{ number: 1 }],
    total: 4,
    page: 1,
  });
});

test('of one that was saved before versions were kept, the deployed one is all', async () => {
  const id = await made({ deploy: true });
  await tenant.store.write(({ actions }) => {
    const { versions: _versions, ...action } = actions.get(id)!;
    actions.put(action);
  });
  expect((await tenant.call('GET', `/actions/actions/${id}/versions`)).body).toMatchObject({
    versions: [{ number: 1 }],
    total: 1,
  });
  expect((await tenant.call('POST', `/actions/actions/${id}/deploy`)).body.number).toBe(2);
});

test('factors are listed with whether each is enabled, as it was set last', async () => {
  const enabled = async () =>
    ((await tenant.call('GET', '/guardian/factors')).body as { name: string; enabled: boolean }[])
      .filter((factor) => factor.enabled)
      .map(({ name }) => name);
  expect((await tenant.call('GET', '/guardian/factors')).body).toHaveLength(8);
  expect(await enabled()).toEqual([]);
  expect(await tenant.call('PUT', '/guardian/factors/otp', { enabled: true })).toMatchObject({
    status: 200,
    body: { enabled: true },
  });
  expect(await enabled()).toEqual(['otp']);
  expect((await tenant.call('PUT', '/guardian/factors/fax', { enabled: true })).status).toBe(400);
});
