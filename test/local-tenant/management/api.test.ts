import { beforeAll, describe, expect, test } from 'vitest';
import {
  managementTenant,
  managementToken,
  type ManagementTenant,
} from '../../support/tenants/management-tenant.ts';

let tenant: ManagementTenant;
let authorization: string;

beforeAll(async () => {
  tenant = await managementTenant();
  authorization = `Bearer ${await managementToken(tenant.keys.current, { scope: 'create:clients read:clients' })}`;
});

test.each([
  ['GET', '/nonexistent'],
  ['PUT', '/clients'],
  ['DELETE', '/tenants/settings'],
])('answers 404 to %s %s', async (method, path) => {
  const answer = await tenant.call(method, path);
  expect(answer.body).toEqual({ statusCode: 404, error: 'Not Found', message: 'Not Found' });
});

test.each([
  ['per_page%5B0%5D=1', 'per_page'],
  ['per_page=1&per_page%5B0%5D=1', 'per_page'],
  ['name%5B0%5D=a', 'name'],
])('takes %s for a list, where one value is due', async (query, name) => {
  expect((await tenant.call('GET', `/connections?${query}`)).body.message).toBe(
    `Query validation error: 'Expected type string but found type array' on property ${name}.`,
  );
});

describe('a body', () => {
  const post = (body: string, type: string) =>
    tenant.send('/clients', { method: 'POST', headers: { authorization, 'content-type': type }, body });

  test('that is not JSON is refused', async () => {
    const answer = await post('{"name":', 'application/json');
    expect(answer.body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: 'Invalid request payload JSON format',
      errorCode: 'invalid_body',
    });
  });

  test('of another media type is refused', async () => {
    const answer = await post('name=x', 'application/x-www-form-urlencoded');
    expect(answer.body).toEqual({
      statusCode: 415,
      error: 'Unsupported Media Type',
      message: 'Unsupported Media Type',
    });
  });

  test('of more than one megabyte is refused', async () => {
    const answer = await post(JSON.stringify({ name: 'x'.repeat(1_048_576) }), 'application/json');
    expect(answer.status).toBe(413);
    expect(answer.body.message).toBe('Payload content length greater than maximum allowed: 1048576');
  });

  test.each([
    ['a property named __proto__', '{"name":"x","client_metadata":{"__proto__":"y"}}'],
    ['arrays a hundred thousand deep', `{"name":"x","addons":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['objects five thousand deep', `{"name":"x","addons":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`],
  ])('with %s is refused', async (_, body) => {
    const answer = await post(body, 'application/json');
    expect(answer).toMatchObject({
      status: 400,
      body: { message: 'Invalid request payload JSON format', errorCode: 'invalid_body' },
    });
  });

  test('with a charset is accepted', async () => {
    const answer = await post('{"name":"charset"}', 'application/json; charset=utf-8');
    expect(answer.status).toBe(201);
  });
});

test.each([
  ['?colour=blue', "Query validation error: 'Additional properties not allowed: colour'."],
  ['?per_page=101', "Query validation error: 'Value 101 is greater than maximum 100' on property per_page."],
  [
    '?per_page=ten',
    "Query validation error: 'String does not match pattern ^-?\\d+$: ten' on property per_page.",
  ],
  ['?page=-1', "Query validation error: 'Value -1 is less than minimum 0' on property page."],
  ['?include_totals=yes', "Query validation error: 'No enum match for: yes' on property include_totals."],
])('refuses the query %s', async (query, message) => {
  const answer = await tenant.call('GET', `/clients${query}`);
  expect(answer.body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message,
    errorCode: 'invalid_query_string',
  });
});

test('answers 500 and changes nothing when the state cannot be saved', async () => {
  const full = await managementTenant({
    persist: () => Promise.reject(new Error('no space left on device')),
  });
  const before = full.store.state();
  const answer = await full.call('POST', '/clients', { name: 'x' });
  expect(answer.body).toEqual({
    statusCode: 500,
    error: 'Internal Server Error',
    message: 'no space left on device',
  });
  expect(full.store.state()).toEqual(before);
});

describe('a PATCH without a property', () => {
  test.each(['/tenants/settings', '/prompts'])('of %s is refused', async (path) => {
    const answer = await tenant.call('PATCH', path, {});
    expect(answer.body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: "Payload validation error: 'Too few properties defined (0), minimum 1'.",
      errorCode: 'invalid_body',
    });
  });

  test.each([
    ['clients', { name: 'x' }],
    ['connections', { name: 'x', strategy: 'auth0' }],
    ['client-grants', { default_for: 'third_party_clients', audience: 'https://api.example' }],
  ])('of %s is refused', async (collection, body) => {
    await tenant.call('POST', '/resource-servers', { identifier: 'https://api.example' });
    const made = (await tenant.call('POST', `/${collection}`, body)).body;
    const path = `/${collection}/${made.client_id ?? made.id}`;
    expect((await tenant.call('GET', path)).status).toBe(200);
    const answer = await tenant.call('PATCH', path, {});
    expect(answer.body.message).toContain('Too few properties defined (0), minimum 1');
  });

  test('of an API or a role changes nothing', async () => {
    const role = (await tenant.call('POST', '/roles', { name: 'x' })).body;
    expect((await tenant.call('PATCH', `/roles/${role.id}`, {})).status).toBe(200);
  });
});
