import { expect, onTestFinished, test } from 'vitest';
import { objectOf } from '../../src/management/answer.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import { itemsByCheckpoint, itemsByPage, type WireObject } from '../../src/management/paging.ts';
import { serveStub, type StubAnswer } from '../support/stand-ins/tenant-stub.ts';

async function collect(items: AsyncGenerator<WireObject, void, undefined>): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const { id } of items) ids.push(id);
  return ids;
}

async function listOf(answer: (parameters: URLSearchParams) => StubAnswer) {
  const stub = await serveStub(({ path }) =>
    path.startsWith('/api/v2/') ? answer(new URL(path, 'https://x').searchParams) : undefined,
  );
  const client = new ManagementClient({ ...stub, credentials: { clientId: 'a', clientSecret: 'b' } });
  onTestFinished(() => client.close());
  const queries = () =>
    stub.requests
      .filter(({ path }) => path.startsWith('/api/v2/'))
      .map(({ path }) => Object.fromEntries(new URL(path, 'https://x').searchParams));
  return { client, queries };
}

const shape = objectOf({});

const numbers = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: from + index }));

test('follows checkpoints to the end and asks for the wanted fields only', async () => {
  const { client, queries } = await listOf((parameters) =>
    parameters.get('from') === null
      ? { body: { clients: numbers(0, 2), next: 'there' } }
      : { body: { clients: numbers(2, 1) } },
  );
  const list = {
    path: '/clients',
    items: 'clients',
    shape,
    fields: ['id', 'name'],
    query: { is_global: false },
  };
  expect(await collect(itemsByCheckpoint(client, list))).toEqual([0, 1, 2]);
  const common = { is_global: 'false', fields: 'id,name', include_fields: 'true', take: '100' };
  expect(queries()).toEqual([common, { ...common, from: 'there' }]);
});

test('reads pages until the total is reached', async () => {
  const { client, queries } = await listOf((parameters) => {
    const page = Number(parameters.get('page'));
    return { body: { roles: numbers(page * 100, 100), total: 200 } };
  });
  const found = await collect(itemsByPage(client, { path: '/roles', items: 'roles', shape }));
  expect(found).toHaveLength(200);
  expect(queries().map(({ page }) => page)).toEqual(['0', '1']);
});

test('goes on after a page that is shorter than asked for, where the total says so', async () => {
  const { client, queries } = await listOf((parameters) => {
    const page = Number(parameters.get('page'));
    return { body: { roles: numbers(page * 50, page === 2 ? 10 : 50), total: 110 } };
  });
  expect(await collect(itemsByPage(client, { path: '/roles', items: 'roles', shape }))).toHaveLength(110);
  expect(queries().map(({ page }) => page)).toEqual(['0', '1', '2']);
});

test('refuses an empty page before the total is reached', async () => {
  const { client, queries } = await listOf((parameters) => ({
    body: { roles: parameters.get('page') === '0' ? numbers(0, 100) : [], total: 300 },
  }));
  await expect(collect(itemsByPage(client, { path: '/roles', items: 'roles', shape }))).rejects.toMatchObject(
    {
      errorCode: 'invalid_answer',
      message: expect.stringContaining('The list ends at 100 of 300') as string,
    },
  );
  expect(queries().map(({ page }) => page)).toEqual(['0', '1']);
});

test('goes on to an empty page where there is no total', async () => {
  const { client, queries } = await listOf((parameters) => ({
    body: { roles: parameters.get('page') === '0' ? numbers(0, 3) : [] },
  }));
  expect(await collect(itemsByPage(client, { path: '/roles', items: 'roles', shape }))).toEqual([0, 1, 2]);
  expect(queries()).toHaveLength(2);
});

test('refuses an answer without the list', async () => {
  const { client } = await listOf(() => ({ body: [] }));
  await expect(collect(itemsByPage(client, { path: '/roles', items: 'roles', shape }))).rejects.toMatchObject(
    {
      code: 'MANAGEMENT_REQUEST_FAILED',
      errorCode: 'invalid_answer',
    },
  );
});

test.each([
  ['the same place', ['there', 'there']],
  ['a place where it was before', ['there', 'elsewhere', 'there']],
])('refuses a list whose checkpoint leads to %s', async (_case, checkpoints) => {
  let asked = 0;
  const { client, queries } = await listOf(() => ({
    body: { clients: numbers(0, 1), next: checkpoints[asked++] ?? 'there' },
  }));
  await expect(
    collect(itemsByCheckpoint(client, { path: '/clients', items: 'clients', shape })),
  ).rejects.toMatchObject({
    errorCode: 'invalid_answer',
    path: '/api/v2/clients',
    message: expect.stringContaining('does not end'),
  });
  expect(queries()).toHaveLength(checkpoints.length);
});
