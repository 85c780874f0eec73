import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { restApi } from '../../ci/rest-api.ts';
import { serveOnLoopback } from '../support/stand-ins/loopback-api.ts';

async function apiOf(app: Hono) {
  const url = await serveOnLoopback(app);
  return { url, api: restApi({ url, headers: { authorization: 'Bearer token' }, permission: 'a role' }) };
}

async function drained(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('does not take the token to a next page on another origin', async () => {
  const { url, api } = await apiOf(
    new Hono().get('/items', (c) =>
      c.json([1], 200, { link: '<https://evil.example/items?page=2>; rel="next"' }),
    ),
  );
  await expect(drained(api.list('/items'))).rejects.toThrow(
    `${url}/items names https://evil.example as its next page: the token is for ${url} only.`,
  );
});

test('a list whose next page never changes is given up', async () => {
  const { url, api } = await apiOf(
    new Hono().get('/items', (c) => c.json([1], 200, { link: '<?page=2>; rel="next"' })),
  );
  await expect(drained(api.list('/items'))).rejects.toThrow(
    `The list at ${url}/items does not end: ${url}/items?page=2 comes again.`,
  );
});

test('does not follow a redirect', async () => {
  const { url, api } = await apiOf(new Hono().get('/items', (c) => c.redirect('https://evil.example/items')));
  await expect(api.get('/items')).rejects.toThrow(
    `GET ${url}/items was not answered. Run the job again when the address can be reached.`,
  );
});

test('asks for no page after the one where the reader stops', async () => {
  const pages: string[] = [];
  const { api } = await apiOf(
    new Hono().get('/items', (c) => {
      const number = c.req.query('page') ?? '1';
      pages.push(number);
      return c.json([Number(number)], 200, { link: `<?page=${Number(number) + 1}>; rel="next"` });
    }),
  );
  for await (const item of api.list('/items')) {
    if (item === 2) break;
  }
  expect(pages).toEqual(['1', '2']);
});

test.each([
  [404, true],
  [422, false],
  [500, false],
] as const)(
  'tells status and body of a %d, and what the token needs where that may be why',
  async (status, permission) => {
    const { url, api } = await apiOf(new Hono().post('/items', (c) => c.json({ message: 'No' }, status)));
    await expect(api.send('POST', '/items', {})).rejects.toThrow(
      new Error(
        `POST ${url}/items was answered ${status}: {"message":"No"}${permission ? '\nThe token needs a role.' : ''}`,
      ),
    );
  },
);
