import { beforeAll, describe, expect, test } from 'vitest';
import { dynamicProviderText, loadedProvider } from '../support/tenants/dynamic-provider.ts';
import { joining, stackConfig } from '../support/project/stack-config.ts';
import { providedTenant } from '../support/tenants/provided-tenant.ts';
import { serveStub } from '../support/stand-ins/tenant-stub.ts';

let text: string;

beforeAll(async () => {
  text = await dynamicProviderText({ ...stackConfig('local'), ...joining }, 'google-oauth2-connection');
});

const used = { name: 'google-oauth2' };
const promoted = { name: 'google-oauth2', isDomainConnection: true };

describe('on a tenant', () => {
  async function served() {
    const { management, provider } = await providedTenant(text);
    const [made] = (await management.get('/connections', { name: 'google-oauth2' })) as { id: string }[];
    const path = `/connections/${made?.id}`;
    return {
      provider,
      id: made?.id ?? '',
      connection: () => management.get(path) as Promise<Record<string, unknown>>,
      setLevel: (level: boolean) => management.patch(path, { is_domain_connection: level }),
      remove: () => management.delete(path),
    };
  }

  test('one that is only used is found by its name, and not touched', async () => {
    const { provider, id, connection } = await served();
    const before = await connection();
    expect(await provider.create(used)).toEqual({ id, outs: used });
    expect(await provider.read(id, used)).toEqual({ id, props: used, inputs: used });
    await provider.delete(id, used);
    expect(await connection()).toEqual(before);
  });

  test('one is promoted, nothing else of it is changed, and a delete takes that back', async () => {
    const { provider, id, connection } = await served();
    const before = await connection();
    const created = await provider.create(promoted);
    expect(created).toEqual({ id, outs: { ...promoted, promoted: true } });
    expect(await connection()).toEqual({ ...before, is_domain_connection: true });
    expect(await provider.diff(id, created.outs, promoted)).toEqual({ changes: false });
    await provider.delete(id, created.outs);
    expect(await connection()).toEqual(before);
  });

  test('one that its owner promoted stays so', async () => {
    const { provider, id, connection, setLevel } = await served();
    await setLevel(true);
    const created = await provider.create(promoted);
    expect(created).toEqual({ id, outs: promoted });
    await provider.delete(id, created.outs);
    expect((await connection())['is_domain_connection']).toBe(true);
  });

  test('a change by hand is seen, taken back by an update, and left alone by a delete', async () => {
    const { provider, id, connection, setLevel } = await served();
    const { outs } = await provider.create(promoted);
    await setLevel(false);
    await provider.delete(id, outs);
    expect((await connection())['is_domain_connection']).toBe(false);

    const seen = await provider.read(id, outs);
    expect(seen).toEqual({ id, props: { ...used, promoted: true }, inputs: used });
    expect(await provider.diff(id, seen.props, promoted)).toEqual({ changes: true });
    expect(await provider.update(id, seen.props, promoted)).toEqual({ outs });
    expect((await connection())['is_domain_connection']).toBe(true);
  });

  test('what the program no longer promotes is put back', async () => {
    const { provider, id, connection } = await served();
    const { outs } = await provider.create(promoted);
    expect(await provider.diff(id, outs, used)).toEqual({ changes: true });
    expect(await provider.update(id, outs, used)).toEqual({ outs: used });
    expect((await connection())['is_domain_connection']).toBe(false);
  });

  test('one that is gone is told as gone, and no obstacle to a delete', async () => {
    const { provider, id, remove } = await served();
    const { outs } = await provider.create(promoted);
    await remove();
    expect(await provider.read(id, outs)).toEqual({ id: '' });
    await expect(provider.delete(id, outs)).resolves.toBeUndefined();
  });

  test('one that nobody made is named', async () => {
    const { provider } = await served();
    await expect(provider.create({ name: 'staff' })).rejects.toThrow(
      /^There is no connection staff in localhost:\d+\. Make it there, or write its name in omnichat:connections as Auth0 shows it\.$/,
    );
  });
});

test.each([
  ['the list', 'GET', '/api/v2/connections?'],
  ['the change', 'PATCH', '/api/v2/connections/con_1'],
])('%s that Auth0 refuses says which scopes are missing, and no secret', async (_what, method, path) => {
  const connection = {
    id: 'con_1',
    name: 'google-oauth2',
    options: { client_secret: "the provider's secret" },
  };
  const stub = await serveStub((request) => {
    if (!request.path.startsWith('/api/v2/')) return undefined;
    if (request.method === method && request.path.startsWith(path))
      return { status: 403, body: { message: 'Insufficient scope', errorCode: 'insufficient_scope' } };
    return { body: request.path.startsWith('/api/v2/connections?') ? [connection] : connection };
  });
  const provider = await loadedProvider(
    text,
    stub,
    { 'auth0:domain': stub.domain },
    { AUTH0_CLIENT_ID: 'the deployer', AUTH0_CLIENT_SECRET: 'the secret' },
  );
  const error: Error = await provider.create(promoted).then(
    () => expect.unreachable(),
    (reason: Error) => reason,
  );
  expect(error.message).toMatch(/was answered 403 .*Insufficient scope.* needs read:connections.*\.$/);
  expect(error.message).not.toMatch(/secret/);
});

test("a page that is not Auth0's is no answer that the connection is gone", async () => {
  const stub = await serveStub(({ path }) =>
    path.startsWith('/api/v2/') ? { status: 404, body: '<html>parked</html>' } : undefined,
  );
  const provider = await loadedProvider(
    text,
    stub,
    { 'auth0:domain': stub.domain },
    { AUTH0_API_TOKEN: 'given' },
  );
  await expect(provider.read('con_1', used)).rejects.toThrow('was answered 404');
});
