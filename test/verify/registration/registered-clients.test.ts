import { describe, expect, test } from 'vitest';
import { check, pass } from '../../../src/verify/check.ts';
import type { TemporaryClient, Source } from '../../../src/verify/evidence.ts';
import type { Exchange } from '../../../src/verify/exchange.ts';
import { removeClients } from '../../../src/verify/registration/registered-clients.ts';
import { register } from '../../../src/verify/registration/registration-request.ts';
import { verify } from '../../../src/verify/verify.ts';
import { urlOf } from '../../support/stand-ins/fetched-url.ts';

/** A tenant that holds applications by id, and the deletions that it was asked for. */
function tenantOf(names: Readonly<Record<string, string>>) {
  const deleted: string[] = [];
  return {
    deleted,
    management: {
      get: async (path: string) => {
        const name = names[path];
        if (name === undefined) throw new Error(`GET ${path}: 404`);
        return { name };
      },
      domain: 'localhost',
      delete: async (path: string) => {
        deleted.push(path);
      },
    },
  };
}

const unasked: typeof fetch = () => Promise.reject(new Error('unplanned request'));

const client = (clientId: string): TemporaryClient => ({ clientId, clientName: 'ChatGPT Integration' });

test('clients are removed through the Management API', async () => {
  const { deleted, management } = tenantOf({
    '/clients/tpc_1': 'ChatGPT Integration',
    '/clients/tpc_2': 'ChatGPT Integration',
  });
  expect(await removeClients([client('tpc_1'), client('tpc_2')], { fetch: unasked, management })).toEqual([]);
  expect(deleted).toEqual(['/clients/tpc_1', '/clients/tpc_2']);
});

test('an application of another name is not removed, whoever answered with its id', async () => {
  const { deleted, management } = tenantOf({ '/clients/tpc_1': 'OmniChat OAuth 2.1' });
  expect(await removeClients([client('tpc_1')], { fetch: unasked, management })).toEqual([
    {
      clientId: 'tpc_1',
      reason: 'it is called "OmniChat OAuth 2.1", not "ChatGPT Integration", and may have been there before',
    },
  ]);
  expect(deleted).toEqual([]);
});

test('one that cannot be removed does not keep the others', async () => {
  const { deleted, management } = tenantOf({ '/clients/tpc_2': 'ChatGPT Integration' });
  expect(await removeClients([client('tpc_1'), client('tpc_2')], { fetch: unasked, management })).toEqual([
    { clientId: 'tpc_1', reason: 'GET /clients/tpc_1: 404' },
  ]);
  expect(deleted).toEqual(['/clients/tpc_2']);
});

test('without any way to remove it, a client is left and said so', async () => {
  expect(await removeClients([client('c1')], { fetch: unasked, management: undefined })).toEqual([
    {
      clientId: 'c1',
      reason: 'the server gave no way to remove it (RFC 7592): delete it in its administration',
    },
  ]);
});

describe('a client that the server lets whoever registered it remove (RFC 7592)', () => {
  const url = 'https://issuer.example/register/c1';
  const configured = { ...client('c1'), configuration: { url, token: 'the token' } };

  test.each([
    [204, []],
    [401, [{ clientId: 'c1', reason: `DELETE ${url} answered 401: delete it in its administration` }]],
  ])('is removed there: answered %i', async (status, left) => {
    const requests: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      requests.push([init?.method, urlOf(input), init?.headers]);
      return new Response(null, { status });
    };
    expect(await removeClients([configured], { fetch, management: undefined })).toEqual(left);
    expect(requests).toEqual([['DELETE', url, { authorization: 'Bearer the token' }]]);
  });
});

test('of a client that is left, nothing reaches the terminal that steers it or is a secret', async () => {
  const one: Source<Exchange> = {
    name: 'a registration',
    gather: (gathering) => register(gathering, 'https://login.example/register', { redirect_uris: [] }),
  };
  const { left } = await verify({
    target: { issuer: 'https://login.example/', auth0: false, applicationOrigins: [] },
    groups: [
      {
        name: 'registration',
        checks: [check({ id: 'one', title: 'One', needs: { one }, judge: () => pass('') })],
      },
    ],
    fetch: async (_input, init) =>
      init?.method === 'DELETE'
        ? new Response(null, { status: 401 })
        : Response.json(
            {
              client_id: 'hush-hush\u001B[2J\nAll is well',
              registration_client_uri: 'https://login.example/register/c1/hush-hush?token=other#there',
              registration_access_token: 'hush-hush',
            },
            { status: 201 },
          ),
  });
  expect(left).toEqual([
    {
      clientId: '[redacted] [2J All is well',
      reason:
        'DELETE https://login.example/register/c1/[redacted] answered 401: delete it in its administration',
    },
  ]);
});

test('a server that answers every registration with the same client leaves it once', async () => {
  const one: Source<Exchange> = {
    name: 'a registration',
    gather: async (gathering) => {
      await register(gathering, 'https://login.example/register', { redirect_uris: [] });
      return register(gathering, 'https://login.example/register', { redirect_uris: [] });
    },
  };
  const report = await verify({
    target: { issuer: 'https://login.example/', auth0: false, applicationOrigins: [] },
    groups: [
      {
        name: 'registration',
        checks: [check({ id: 'one', title: 'One', needs: { one }, judge: () => pass('') })],
      },
    ],
    fetch: async () => Response.json({ client_id: 'the-one' }, { status: 201 }),
  });
  expect(report.left?.map(({ clientId }) => clientId)).toEqual(['the-one']);
});
