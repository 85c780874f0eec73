import { beforeEach, describe, expect, test } from 'vitest';
import { updateUserBody } from '../../../src/local-tenant/management/users/user-schema.ts';
import { verifyPassword } from '../../../src/local-tenant/oauth/users/passwords.ts';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';

const ada = {
  connection: 'Username-Password-Authentication',
  email: 'ada@example.com',
  password: 'Correct horse 1',
  user_metadata: { colour: 'blue', size: 1 },
  app_metadata: { plan: 'free' },
};

let tenant: ManagementTenant;
let path: string;

beforeEach(async () => {
  tenant = await managementTenant();
  const { body } = await tenant.call('POST', '/users', ada);
  path = `/users/${encodeURIComponent(body.user_id)}`;
});

test('has the id that was chosen, and no other user has it', async () => {
  const grace = { ...ada, email: 'grace@example.com', user_id: 'grace' };
  const made = await tenant.call('POST', '/users', grace);
  expect(made.body.user_id).toBe('auth0|grace');
  const again = await tenant.call('POST', '/users', { ...grace, email: 'other@example.com' });
  expect(again.body.errorCode).toBe('auth0_idp_error');
});

test('gets new properties, and loses those that are null', async () => {
  await tenant.call('PATCH', path, { given_name: 'Ada', family_name: 'L', email: 'Ada.L@Example.com' });
  const { status, body } = await tenant.call('PATCH', path, { name: 'Ada L', family_name: null });
  expect(status).toBe(200);
  expect(body).toMatchObject({ name: 'Ada L', given_name: 'Ada', email: 'ada.l@example.com' });
  expect(body).not.toHaveProperty('family_name');
  expect((await tenant.call('GET', path)).body).toEqual(body);
});

test('gets a new password, which nobody is shown', async () => {
  const { body } = await tenant.call('PATCH', path, { password: 'Battery staple 2' });
  const { last_password_reset: changed, ...shown } = body;
  expect(changed).toBe(body.updated_at);
  expect(JSON.stringify(shown)).not.toContain('password');
  const [user] = tenant.store.read.users.by('email', ada.email);
  expect(await verifyPassword('Battery staple 2', user?.password_hash ?? '')).toBe(true);
});

test('keeps the metadata that a PATCH does not name, and none after an empty object', async () => {
  const merged = await tenant.call('PATCH', path, { user_metadata: { colour: null, shape: 'round' } });
  expect(merged.body).toMatchObject({
    user_metadata: { size: 1, shape: 'round' },
    app_metadata: { plan: 'free' },
  });
  const emptied = await tenant.call('PATCH', path, { user_metadata: {} });
  expect(emptied.body.user_metadata).toEqual({});
});

test.each([
  [{ email: 'ada' }, "'Object didn't pass validation for format email: ada' on property email."],
  [{ blocked: 'yes' }, "'Expected type boolean but found type string' on property blocked."],
  [{ user_id: 'other' }, "'Additional properties not allowed: user_id'."],
])('refuses the change %j', async (body, message) => {
  const answer = await tenant.call('PATCH', path, body);
  expect(answer.body.message).toBe(`Payload validation error: ${message}`);
});

test('cannot take the address of another', async () => {
  await tenant.call('POST', '/users', { ...ada, email: 'grace@example.com' });
  expect((await tenant.call('PATCH', path, { email: 'GRACE@example.com' })).status).toBe(409);
});

test('that does not exist cannot be changed', async () => {
  const answer = await tenant.call('PATCH', '/users/auth0%7Cunknown', { name: 'x' });
  expect(answer.body.errorCode).toBe('inexistent_user');
});

describe('a password', () => {
  const grace = { ...ada, email: 'grace@example.com' };

  async function hold(options: object): Promise<void> {
    await tenant.store.write(({ connections }) => {
      const [connection] = connections.by('name', ada.connection);
      connections.put({ ...connection!, options: { ...connection!.options, ...options } });
    });
  }

  test.each([
    [{}, 'correct horse', 'PasswordStrengthError: Password is too weak'],
    [
      { password_dictionary: { enable: true, dictionary: ['Passw0rd!'] } },
      'passw0rd!',
      'PasswordDictionaryError: Password is too common',
    ],
    [
      { password_no_personal_info: { enable: true } },
      'Grace 1815',
      'PasswordNoUserInfoError: Password contains user information',
    ],
  ])('that the connection refuses (%j) makes no user and no change', async (options, password, message) => {
    await hold(options);
    const created = await tenant.call('POST', '/users', { ...grace, password });
    expect(created.status).toBe(400);
    expect(created.body).toEqual({ statusCode: 400, error: 'Bad Request', message });
    expect(tenant.store.read.users.by('email', grace.email)).toHaveLength(0);

    const { body } = await tenant.call('POST', '/users', grace);
    const changed = await tenant.call('PATCH', `/users/${encodeURIComponent(body.user_id)}`, { password });
    expect(changed.body.message).toBe(message);
  });

  test('is not taken again while the connection remembers it', async () => {
    await hold({ password_history: { enable: true, size: 2 } });
    const change = (password: string) => tenant.call('PATCH', path, { password });
    const used = 'PasswordHistoryError: Password has previously been used';
    expect((await change(ada.password)).body.message).toBe(used);
    expect((await change('Battery staple 2')).status).toBe(200);
    expect((await change(ada.password)).body.message).toBe(used);
    expect((await change('Third one 3')).status).toBe(200);
    const { status, body } = await change(ada.password);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain('password_h');
  });
});

test.each([
  [{ email: 'new@example.com' }, 'Cannot update password and email simultaneously.'],
  [{ email_verified: true }, 'Cannot update password and email_verified simultaneously.'],
])('changes no password together with %j', async (change, message) => {
  const answer = await tenant.call('PATCH', path, { password: 'Battery staple 2', ...change });
  expect(answer.body).toEqual({ statusCode: 400, error: 'Bad Request', message, errorCode: 'invalid_body' });
});

test('has an id without spaces', async () => {
  const answer = await tenant.call('POST', '/users', { ...ada, email: 'b@example.com', user_id: 'a b' });
  expect(answer.body.message).toContain('on property user_id');
});

test.each([
  ['page=9&per_page=100', 200],
  ['page=10&per_page=100', 400],
  ['page=20', 400],
])('are listed up to the thousandth: %s', async (query, status) => {
  const answer = await tenant.call('GET', `/users?${query}`);
  expect(answer.status).toBe(status);
  if (status === 400) {
    expect(answer.body.message).toMatch(/^You can only page through the first 1000 records\./);
  }
});

describe('a username', () => {
  const named = { ...ada, email: 'grace@example.com', username: 'grace' };

  test('is for connections that require one', async () => {
    const refused = await tenant.call('POST', '/users', named);
    expect([refused.status, refused.body.errorCode]).toEqual([400, 'invalid_body']);
    const options = { requires_username: true };
    await tenant.call('POST', '/connections', { name: 'named', strategy: 'auth0', options });
    const made = await tenant.call('POST', '/users', { ...named, connection: 'named' });
    expect(made).toMatchObject({ status: 201, body: { username: 'grace' } });
    const { username: _username, ...nameless } = named;
    const missing = await tenant.call('POST', '/users', {
      ...nameless,
      connection: 'named',
      email: 'x@y.example',
    });
    expect(missing.status).toBe(400);
    const twin = { ...named, connection: 'named', email: 'twin@example.com', username: 'GRACE' };
    expect((await tenant.call('POST', '/users', twin)).status).toBe(409);
    const found = await tenant.call('GET', '/users?q=username%3A%22grace%22');
    expect(found.body).toMatchObject([{ email: 'grace@example.com' }]);
  });
});

test('are searched for in pages, which tell how many users they have beside the total', async () => {
  await tenant.call('POST', '/users', { ...ada, email: 'grace@example.com' });
  const ask = async (query: string) => (await tenant.call('GET', `/users?include_totals=true&${query}`)).body;
  // As Auth0's provider asks, which takes a `length` of 0 for nobody found.
  expect(await ask('per_page=50&q=email%3Aada%40example.com')).toEqual({
    start: 0,
    limit: 50,
    length: 1,
    total: 1,
    users: [expect.objectContaining({ email: 'ada@example.com' })],
  });
  const { total } = await ask('per_page=1');
  expect(total).toBeGreaterThan(1);
  expect(await ask('per_page=1&fields=email')).toMatchObject({ length: 1, total });
  expect(await ask(`page=${total}&per_page=1`)).toMatchObject({ length: 0, total, users: [] });
});

test.each([
  ['email:1', ['ada@example.com', 'grace@example.com']],
  ['email:-1', ['grace@example.com', 'ada@example.com']],
  ['created_at:1', ['ada@example.com', 'grace@example.com']],
])('are sorted by %s', async (sort, emails) => {
  await tenant.call('POST', '/users', { ...ada, email: 'grace@example.com' });
  const { body } = await tenant.call('GET', `/users?sort=${encodeURIComponent(sort)}`);
  const found = (body as { email: string }[]).map(({ email }) => email);
  expect(found.filter((email) => emails.includes(email))).toEqual(emails);
});

test.each(['email', 'email:2', 'app_metadata.plan:1'])('are not sorted by %s here', async (sort) => {
  expect((await tenant.call('GET', `/users?sort=${sort}`)).status).toBe(501);
});

test.each([
  [{}, 'an'],
  [{ name: 'Byron.Schaden' }, 'by'],
  [{ name: 'Daniel Geslin' }, 'dg'],
  [{ name: 'a😀 b' }, 'ab'],
  [{ name: 'a😀' }, encodeURIComponent('a😀')],
  [{ name: '😀 😎' }, encodeURIComponent('😀😎')],
  [{ name: '\ud800' }, encodeURIComponent('\ufffd')],
])('has a picture with the letters of its name: %j', async (named, letters) => {
  const user = { connection: 'Username-Password-Authentication', email: 'any@example.com', ...named };
  const { body } = await tenant.call('POST', '/users', { ...user, password: 'A-long-pass-phrase-7' });
  expect(body.picture).toMatch(new RegExp(`%2Favatars%2F${letters}\\.png$`));
});

test('has a picture, and no metadata of applications once that is emptied', async () => {
  const { body } = await tenant.call('PATCH', path, { app_metadata: {} });
  expect(body.picture).toMatch(/^https:\/\/s\.gravatar\.com\/avatar\/[0-9a-f]{32}\?.*%2Fad\.png$/);
  expect(body).not.toHaveProperty('app_metadata');
});

// URL.canParse is wrong about the ö once V8 has optimized its caller.
test('may have a picture at an address with an umlaut, however many were checked', () => {
  const change = { picture: 'https://ömnichat.com/ada.png' };
  const answers = Array.from({ length: 20_000 }, () => updateUserBody.safeParse(change).success);
  expect(answers).not.toContain(false);
});

test('has permissions of its own, beside those of its roles', async () => {
  const api = {
    name: 'API',
    identifier: 'https://api.example/',
    scopes: [{ value: 'read' }, { value: 'write' }],
  };
  await tenant.call('POST', '/resource-servers', api);
  const permission = (permission_name: string) => ({
    resource_server_identifier: api.identifier,
    permission_name,
  });
  const { body: role } = await tenant.call('POST', '/roles', { name: 'reader' });
  await tenant.call('POST', `/roles/${role.id}/permissions`, { permissions: [permission('read')] });
  await tenant.call('POST', `${path}/roles`, { roles: [role.id] });
  const permissions = [permission('read'), permission('write')];
  expect(await tenant.call('POST', `${path}/permissions`, { permissions })).toMatchObject({
    status: 201,
    body: {},
  });
  const direct = { source_id: '', source_name: '', source_type: 'DIRECT' };
  expect((await tenant.call('GET', `${path}/permissions`)).body).toMatchObject([
    { permission_name: 'read', sources: [direct, { source_id: role.id, source_type: 'ROLE' }] },
    { permission_name: 'write', resource_server_name: 'API', sources: [direct] },
  ]);
  expect((await tenant.call('DELETE', `${path}/permissions`, { permissions })).status).toBe(204);
  expect((await tenant.call('GET', `${path}/permissions`)).body).toHaveLength(1);
});

test('loses a permission that its API no longer defines', async () => {
  const identifier = 'https://api.example/';
  const scopes = [{ value: 'read' }, { value: 'write' }];
  const { body: api } = await tenant.call('POST', '/resource-servers', { name: 'API', identifier, scopes });
  const permissions = scopes.map(({ value }) => ({
    resource_server_identifier: identifier,
    permission_name: value,
  }));
  await tenant.call('POST', `${path}/permissions`, { permissions });
  await tenant.call('PATCH', `/resource-servers/${api.id}`, { scopes: [{ value: 'read' }] });
  expect((await tenant.call('GET', `${path}/permissions`)).body).toMatchObject([{ permission_name: 'read' }]);
  await tenant.call('DELETE', `/resource-servers/${api.id}`);
  expect((await tenant.call('GET', `${path}/permissions`)).body).toEqual([]);
});
