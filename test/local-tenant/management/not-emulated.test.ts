import { beforeAll, describe, expect, test } from 'vitest';
import { notEmulatedPaths } from '../../../src/local-tenant/management/not-emulated.ts';
import { publishedOperations } from '../../published-api/judge.ts';
import { managementTenant, type ManagementTenant } from '../../support/tenants/management-tenant.ts';
import { sdkEndpoints, type Endpoint } from '../../support/clients/sdk-endpoints.ts';

const notFound = { statusCode: 404, error: 'Not Found', message: 'Not Found' };

let tenant: ManagementTenant;

beforeAll(async () => {
  tenant = await managementTenant();
});

test('says 501, and never that nothing is there, where Auth0 has an endpoint and this tenant none', async () => {
  const answer = await tenant.call('GET', '/actions/executions/1');
  expect([answer.status, answer.body]).toEqual([
    501,
    {
      statusCode: 501,
      error: 'Not Implemented',
      message:
        'The local tenant does not emulate GET /api/v2/actions/executions/1. Use a tenant at Auth0 for it.',
      errorCode: 'not_emulated',
    },
  ]);
});

test.each([
  ['GET', '/organizations/org_1/groups'],
  ['GET', '/resource-servers/search'],
  ['GET', '/users/auth0%7C1/connected-accounts'],
  ['PATCH', '/guardian/factors/email/settings'],
  ['GET', '/users?q=email%3Aada%20OR%20name%3Aada'],
])('does not emulate %s %s', async (method, path) => {
  expect((await tenant.call(method, path)).body.errorCode).toBe('not_emulated');
});

test('answers as Auth0 does where Auth0 has nothing either', async () => {
  expect((await tenant.call('GET', '/unicorns')).body).toEqual(notFound);
});

describe("of the endpoints that Auth0's SDK knows", () => {
  let endpoints: readonly Endpoint[];

  beforeAll(async () => {
    endpoints = await sdkEndpoints();
  });

  test('none is unknown', async () => {
    const unknown: string[] = [];
    for (const { method, path } of endpoints) {
      const { body } = await tenant.call(method, path, method === 'GET' ? undefined : {});
      if (body?.message === notFound.message) unknown.push(`${method} ${path}`);
    }
    expect(endpoints.length).toBeGreaterThan(450);
    expect(unknown).toEqual([]);
  });

  test('each that is not emulated is one, or published', () => {
    const published = [...publishedOperations.keys()].map((name) => name.split(' ')[1] ?? '');
    const known = [...endpoints.map(({ path }) => path), ...published];
    const idle = notEmulatedPaths.filter((path) => {
      const pattern = new RegExp(`^/${path.replaceAll(/:\w+/g, '[^/]+')}(/|$)`);
      return !known.some((one) => pattern.test(one));
    });
    expect(idle).toEqual([]);
  });
});
