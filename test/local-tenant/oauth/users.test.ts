import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword, verifyPassword } from '../../../src/local-tenant/oauth/users/passwords.ts';
import { addUser, authenticate, testUser, UserError } from '../../../src/local-tenant/oauth/users/users.ts';
import { database, serveOAuth, type OAuthTenant } from '../../support/tenants/oauth-tenant.ts';

const now = () => Date.UTC(2026, 0, 2, 3, 4, 5);
const dora = { connection: 'users', email: 'dora@example.com', password: 'secret' };
let tenant: OAuthTenant;

beforeAll(async () => {
  tenant = await serveOAuth();
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'users' }));
    transaction.connections.put(database({ name: 'google', strategy: 'google-oauth2' }));
    transaction.roles.put({ id: 'rol_1', name: 'reader', description: '', permissions: [] });
  });
});

afterAll(async () => {
  await tenant.close();
});

test('a password is verified against its own hash, and two hashes of it differ', async () => {
  const hash = await hashPassword('pässword');
  expect(hash).toMatch(/^scrypt\$16384\$8\$1\$[\w-]{22}\$[\w-]{43}$/u);
  expect(await verifyPassword('pässword', hash)).toBe(true);
  expect(await verifyPassword('password', hash)).toBe(false);
  expect(await verifyPassword('pässword', await hashPassword('other'))).toBe(false);
  expect(await hashPassword('pässword')).not.toBe(hash);
});

test('a public password costs nothing to verify', async () => {
  const hash = await hashPassword('pässword', 'public');
  expect(hash).toMatch(/^scrypt\$2\$8\$1\$[\w-]{22}\$[\w-]{43}$/u);
  expect(await verifyPassword('pässword', hash)).toBe(true);
  expect(await verifyPassword('password', hash)).toBe(false);
});

test('a user is added with roles by name', async () => {
  const user = await addUser(tenant.store, { ...dora, roles: ['reader'] }, now);
  expect(user).toStrictEqual({
    user_id: expect.stringMatching(/^auth0\|[0-9a-f]{24}$/u) as string,
    connection: 'users',
    email: 'dora@example.com',
    email_verified: false,
    name: 'dora@example.com',
    nickname: 'dora',
    picture: expect.stringMatching(/^https:\/\/s\.gravatar\.com\//u) as string,
    password_hash: user.password_hash,
    role_ids: ['rol_1'],
    created_at: '2026-01-02T03:04:05.000Z',
    updated_at: '2026-01-02T03:04:05.000Z',
  });
  expect(tenant.store.read.users.get(user.user_id)).toStrictEqual(user);
});

test.each([
  [
    'CONNECTION_UNKNOWN',
    { connection: 'nowhere' },
    'There is no database connection "nowhere". This tenant has: users.',
  ],
  [
    'CONNECTION_UNKNOWN',
    { connection: 'google' },
    'There is no database connection "google". This tenant has: users.',
  ],
  ['EMAIL_INVALID', { email: 'dora' }, '"dora" is not an e-mail address.'],
  [
    'USER_EXISTS',
    { email: 'DORA@example.com' },
    'dora@example.com is already a user of the connection "users".',
  ],
  [
    'ROLE_UNKNOWN',
    { email: 'e@example.com', roles: ['writer'] },
    'There is no role "writer". This tenant has: reader.',
  ],
])('adding is refused as %s', async (code, given, message) => {
  const count = tenant.store.read.users.size;
  const refused = addUser(tenant.store, { ...dora, ...given }, now);
  await expect(refused).rejects.toStrictEqual(Object.assign(new UserError(code as never, message), { code }));
  expect(tenant.store.read.users.size).toBe(count);
});

test('the test user is added to the first connection at the first login, once', async () => {
  const logIn = () => authenticate(tenant.store, { connections: ['users'], ...testUser }, now);
  const [first, atTheSameTime] = await Promise.all([logIn(), logIn()]);
  expect(first).toMatchObject({ connection: 'users', email: testUser.email });
  expect(atTheSameTime).toStrictEqual(first);
  expect(await logIn()).toStrictEqual(first);
  expect(tenant.store.read.users.by('email', testUser.email)).toHaveLength(1);
});

test('the test user logs in whatever the password policy of the connection', async () => {
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'strict', options: { passwordPolicy: 'excellent' } }));
  });
  const { email, password } = testUser;
  const user = await authenticate(tenant.store, { connections: ['strict'], email, password }, now);
  expect(user).toMatchObject({ connection: 'strict', email });
});

test('the test user has the address in any letter case, from the first login on', async () => {
  await tenant.store.write((transaction) => {
    transaction.connections.put(database({ name: 'fresh' }));
  });
  const email = testUser.email.toUpperCase();
  const user = await authenticate(tenant.store, { ...testUser, connections: ['fresh'], email }, now);
  expect(user.email).toBe(testUser.email);
});

test('nobody logs in where there is no connection', async () => {
  await expect(authenticate(tenant.store, { connections: [], ...testUser }, now)).rejects.toThrow(
    new UserError('CREDENTIALS_WRONG', 'Wrong email or password.'),
  );
});
